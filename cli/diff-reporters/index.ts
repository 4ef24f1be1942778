import { github } from './github.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import type { DiffReporter } from './reporter.ts';

/** A new format is a file and a line here. */
export const diffReporters: Readonly<Record<string, DiffReporter>> = { pretty, json, markdown, github };
