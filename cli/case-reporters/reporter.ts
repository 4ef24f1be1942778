import type { CoverageItem } from '../../engine/cases/coverage.ts';
import type { Drift } from '../../engine/cases/drift.ts';
import type { CaseResult } from '../../engine/cases/run.ts';
import type { Integration } from '../../engine/schema/model.ts';

/** What came of the cases of one integration. */
export interface SuiteResult {
  integration: Integration;
  results: readonly CaseResult[];
  coverage: readonly CoverageItem[];
  drifts: readonly Drift[];
  /** What the committed contract no longer says; nothing where there is none. */
  stale: readonly string[];
}

/** The text of a test run in one format, for stdout. */
export type CaseReporter = (suites: readonly SuiteResult[]) => string;

export const percentCovered = (items: readonly CoverageItem[]): number =>
  items.length === 0 ? 100 : (100 * items.filter(({ covered }) => covered).length) / items.length;
