import { github } from './github.ts';
import { json } from './json.ts';
import { pretty } from './pretty.ts';
import type { FindingReporter } from './reporter.ts';
import { sarif } from './sarif.ts';

/** A new format is a file and a line here. */
export const findingReporters: Readonly<Record<string, FindingReporter>> = { pretty, json, github, sarif };
