#!/usr/bin/env node
import { Command } from 'commander';
import { addServe } from './commands/serve.ts';
import { printError } from './terminal.ts';
import { VERSION } from './version.ts';

/** What an .mcpb starts: `serve` and nothing else, so that little has to come along. */
const program = new Command('ymcp').version(VERSION);
addServe(program);

// A setting that a person leaves empty comes as its placeholder in the manifest.
for (const [name, value] of Object.entries(process.env))
  if (/^\$\{user_config\.\w+\}$/.test(value ?? '')) delete process.env[name];

try {
  await program.parseAsync();
} catch (error) {
  printError(`ymcp: ${(error as Error).message}`);
  process.exitCode = 1;
}
