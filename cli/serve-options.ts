import { type Command, Option } from 'commander';
import type { Exposure } from '../engine/mcp/surface.ts';
import { UsageError } from './errors.ts';
import { words } from './words.ts';

/** How a catalog is to be served. */
export interface ServeOptions {
  http?: string;
  sandbox?: boolean;
  methods?: string[];
  tags?: string[];
  tools: Exposure;
  outputBytes?: number;
  files?: string;
}

/** The options that every command which serves takes. */
export const addServeOptions = (command: Command): Command =>
  command
    .option('--http <address>', 'serve Streamable HTTP on [host:]port of this machine')
    .option('--sandbox', "rehearse: call each integration's sandbox instead of its API")
    .option(
      '--methods <list>',
      'only these tools: read, write, custom, or names of methods, with commas',
      words,
    )
    .option('--tags <list>', 'only tools with one of these tags, with commas', words)
    .addOption(
      new Option('--tools <mode>', 'show all tools, or three to search and call them, as beyond 100')
        .choices(['auto', 'all', 'search'])
        .default('auto'),
    )
    .option('--files <folder>', 'on stdio, let file arguments name files in this folder by path')
    .option('--output-bytes <n>', 'largest result in bytes; lists go on by cursor', parseCount);

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--output-bytes is \`${text}\`; expected a whole number from 1 on.`);
}
