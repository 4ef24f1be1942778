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
  dev: async () => (await import('./commands/dev.ts')).addDev,
  new: async () => (await import('./commands/new.ts')).addNew,
  validate: async () => (await import('./commands/validate.ts')).addValidate,
  tools: async () => (await import('./commands/tools.ts')).addTools,
  call: async () => (await import('./commands/call.ts')).addCall,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  eval: async () => (await import('./commands/eval.ts')).addEval,
  test: async () => (await import('./commands/test.ts')).addTest,
  diff: async () => (await import('./commands/diff.ts')).addDiff,
  cost: async () => (await import('./commands/cost.ts')).addCost,
  record: async () => (await import('./commands/record.ts')).addRecord,
  docs: async () => (await import('./commands/docs.ts')).addDocs,
  login: async () => (await import('./commands/login.ts')).addLogin,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  sandbox: async () => (await import('./commands/sandbox.ts')).addSandbox,
  gateway: async () => (await import('./commands/gateway.ts')).addGateway,
  account: async () => (await import('./commands/account.ts')).addAccountCommands,
  server: async () => (await import('./commands/server.ts')).addServerCommands,
  token: async () => (await import('./commands/token.ts')).addTokenCommands,
  key: async () => (await import('./commands/key.ts')).addKeyCommands,
  logs: async () => (await import('./commands/logs.ts')).addLogs,
  install: async () => (await import('./commands/install.ts')).addInstall,
  pack: async () => (await import('./commands/pack.ts')).addPack,
  connect: async () => (await import('./commands/connect.ts')).addConnect,
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
};

const program = new Command('ymcp')
  .description('YAML in, MCP tools out.')
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .exitOverride();
await addCommands(program);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(see --help)');

/** The command that was named, or all of them: for help, for a name that is none, and for completion, which knows all. */
async function addCommands(to: Command): Promise<void> {
  const name = process.argv[2] ?? '';
  const wanted =
    name !== 'completion' && Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
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
