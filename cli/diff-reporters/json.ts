import { changesIn, countImpacts } from '../../engine/contract/compare.ts';
import type { DiffReporter } from './reporter.ts';

/** For programs. */
export const json: DiffReporter = (compared) =>
  JSON.stringify(
    compared.map(({ diff, against, status }) => ({
      integration: diff.integration,
      against,
      status,
      ...countImpacts(changesIn(diff)),
      shared: diff.shared,
      tools: diff.tools,
    })),
    null,
    2,
  );
