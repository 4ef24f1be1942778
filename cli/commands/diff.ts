import { type Command, Option } from 'commander';
import { countImpacts } from '../../engine/contract/compare.ts';
import { compareWith } from '../diff/pairs.ts';
import { diffReporters } from '../diff-reporters/index.ts';
import { allChanges, summarise } from '../diff-reporters/reporter.ts';
import { FindingsError } from '../errors.ts';
import { plural, printError, printLine } from '../terminal.ts';

export function addDiff(program: Command): void {
  program
    .command('diff')
    .description('compare the tools of integrations with what they were; exit 1 when that breaks someone')
    .argument('<before>', 'a git revision, or the path of an integration or of a contract.json')
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .addOption(
      new Option('--format <format>', 'how to print differences')
        .choices(Object.keys(diffReporters))
        .default('pretty'),
    )
    .action(async (before: string, names: string[], { format }: { format: string }) => {
      const compared = await compareWith(before, names);
      const text = diffReporters[format]?.(compared);
      if (text) printLine(text);
      const changes = allChanges(compared);
      const summary = `${plural(compared.length, 'integration')} against ${before}: ${summarise(changes)}.`;
      if (countImpacts(changes).breaking > 0) throw new FindingsError(summary);
      printError(summary);
    });
}
