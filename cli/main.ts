#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAccountCommands } from './commands/account.ts';
import { addCall } from './commands/call.ts';
import { addCompletion } from './commands/completion.ts';
import { addConnect } from './commands/connect.ts';
import { addCost } from './commands/cost.ts';
import { addDev } from './commands/dev.ts';
import { addDiff } from './commands/diff.ts';
import { addDocs } from './commands/docs.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEval } from './commands/eval.ts';
import { addExplain } from './commands/explain.ts';
import { addGateway } from './commands/gateway.ts';
import { addInstall } from './commands/install.ts';
import { addKeyCommands } from './commands/key.ts';
import { addLogin } from './commands/login.ts';
import { addLogs } from './commands/logs.ts';
import { addNew } from './commands/new.ts';
import { addPack } from './commands/pack.ts';
import { addRecord } from './commands/record.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addServe } from './commands/serve.ts';
import { addServerCommands } from './commands/server.ts';
import { addTest } from './commands/test.ts';
import { addTokenCommands } from './commands/token.ts';
import { addTools } from './commands/tools.ts';
import { addValidate } from './commands/validate.ts';
import { FindingsError, UsageError } from './errors.ts';
import { colours, printError } from './terminal.ts';
import { VERSION } from './version.ts';

const FOUND = 1;
const USAGE = 2;

const program = new Command('ymcp')
  .description('YAML in, MCP tools out.')
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .exitOverride();
const commands = [
  addServe,
  addDev,
  addNew,
  addValidate,
  addTools,
  addCall,
  addExplain,
  addEval,
  addTest,
  addDiff,
  addCost,
  addRecord,
  addDocs,
  addLogin,
  addDoctor,
  addSandbox,
  addCompletion,
  addConnect,
  addGateway,
  addServerCommands,
  addInstall,
  addPack,
  addAccountCommands,
  addTokenCommands,
  addLogs,
  addKeyCommands,
];
for (const add of commands) add(program);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(see --help)');

/** Exit code of a failure: 1 for findings, 2 for a command line that cannot be carried out. */
function explain(error: unknown): number {
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const { red } = colours(process.stderr);
  if (error instanceof FindingsError || error instanceof UsageError) {
    printError(`${red('ymcp:')} ${error.message}`);
    return error instanceof UsageError ? USAGE : FOUND;
  }
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    printError(`${red('ymcp:')} port ${port} is taken by another program; choose another.`);
    return USAGE;
  }
  console.error(error);
  return FOUND;
}

// What reads the output may have read enough: `ymcp validate | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
