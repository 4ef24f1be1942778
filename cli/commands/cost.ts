import { type Command, InvalidArgumentError, Option } from 'commander';
import { chooseIntegrations } from '../choose.ts';
import { type IntegrationCost, measureIntegration, totalOf } from '../cost/measure.ts';
import { prettyCost } from '../cost/pretty.ts';
import { FindingsError } from '../errors.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { showProgress } from '../progress.ts';
import { printLine } from '../terminal.ts';

const FORMATS: Readonly<Record<string, (costs: readonly IntegrationCost[]) => string>> = {
  pretty: (costs) => costs.map(prettyCost).join('\n\n'),
  json: (costs) => JSON.stringify(costs.map(asJson), null, 2),
};

export function addCost(program: Command): void {
  program
    .command('cost')
    .description('count the tokens that the tools of integrations take in the context of a model')
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .option('--max-tokens <n>', 'fail when all tools of an integration take more', parseTokens)
    .addOption(
      new Option('--format <format>', 'how to print figures').choices(Object.keys(FORMATS)).default('pretty'),
    )
    .action(async (names: string[], { format, maxTokens }: { format: string; maxTokens?: number }) => {
      const costs: IntegrationCost[] = [];
      for (const path of chooseIntegrations(names, 'all'))
        costs.push(await measureIntegration(loadIntegrationOrExit(path), showProgress('tools')));
      printLine(FORMATS[format]?.(costs));
      if (maxTokens !== undefined) refuseDear(costs, maxTokens);
    });
}

function parseTokens(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number.');
}

function refuseDear(costs: readonly IntegrationCost[], most: number): void {
  const dear = costs.filter((cost) => totalOf(cost) > most);
  if (dear.length === 0) return;
  const sentences = dear.map((cost) => {
    const total = totalOf(cost).toLocaleString('en');
    const [dearest] = [...cost.tools].sort((a, b) => b.tokens - a.tokens);
    return `the tools of \`${cost.integration.name}\` take ${total} tokens, \`${dearest?.tool}\` the most.`;
  });
  throw new FindingsError(`${sentences.join(' ')} At most ${most.toLocaleString('en')} are asked for.`);
}

const asJson = (cost: IntegrationCost) => ({
  integration: cost.integration.name,
  tokens: totalOf(cost),
  instructions: cost.instructions,
  tools: cost.tools.map(({ tool, tokens, parts: { description, input, output, other } }) => {
    return { tool, tokens, description, input_schema: input, output_schema: output, other };
  }),
  profiles: cost.profiles,
});
