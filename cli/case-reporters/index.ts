import { json } from './json.ts';
import { junit } from './junit.ts';
import { pretty } from './pretty.ts';
import type { CaseReporter } from './reporter.ts';

/** A new format is a file and a line here. */
export const caseReporters: Readonly<Record<string, CaseReporter>> = { pretty, json, junit };
