import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type jsonata from 'jsonata';

/** What stands in the source of the package, and what is to stand there instead. */
export type Edit = readonly [from: string, to: string];

type Parse = typeof jsonata;

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');

/** The `jsonata` package with changes to its source, each of which has to fit in exactly one place. */
export function referenceWith(edits: readonly Edit[]): Parse {
  const module = { exports: {} };
  compileFunction(edits.reduce(applyEdit, SOURCE), ['module', 'exports'])(module, module.exports);
  return module.exports as Parse;
}

function applyEdit(source: string, [from, to]: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(`\`${from}\` stands in the jsonata package ${parts.length - 1} times, expected once.`);
  return parts.join(to);
}
