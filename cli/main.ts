#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { FindingsError, UsageError } from './errors.ts';
import { colours, printError } from './terminal.ts';
import { VERSION } from './version.ts';

const FOUND = 1;
const USAGE = 2;

/** Loads a command with all that it needs. */
type LoadCommand = () => Promise<(program: Command) => void>;

const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  serve: async () => (await import('./commands/serve.ts')).addServe,
  validate: async () => (await import('./commands/validate.ts')).addValidate,
  tools: async () => (await import('./commands/tools.ts')).addTools,
  call: async () => (await import('./commands/call.ts')).addCall,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  test: async () => (await import('./commands/test.ts')).addTest,
  record: async () => (await import('./commands/record.ts')).addRecord,
  login: async () => (await import('./commands/login.ts')).addLogin,
  sandbox: async () => (await import('./commands/sandbox.ts')).addSandbox,
};

const program = new Command('ymcp')
  .description('YAML in, MCP tools out.')
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .exitOverride();
await addCommands(program);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(see --help)');

/** The command that was named, or all of them, for help and for a name that is none. */
async function addCommands(to: Command): Promise<void> {
  const name = process.argv[2] ?? '';
  const wanted = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
  for (const load of wanted) (await load?.())?.(to);
}

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

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
