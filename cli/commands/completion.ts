import { realpathSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { answerFor, keepSpec } from '../completion/answer.ts';
import { scripts } from '../completion/scripts.ts';
import { specOf } from '../completion/spec.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands, options, integrations and tools in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .action((shell: string) => {
      keepSpec(specOf(program));
      const main = realpathSync(process.argv[1] ?? '');
      process.stdout.write(scripts[shell]?.({ node: process.execPath, main }) ?? '');
    });

  // What the scripts ask; `bin.ts` answers without all this once the commands are known.
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const spec = specOf(program);
      keepSpec(spec);
      process.stdout.write(await answerFor(spec, words));
    });
}
