import { type Command, InvalidArgumentError, Option } from 'commander';
import { FindingsError, UsageError } from '../errors.ts';
import { type EvalOptions, findAnswer } from '../eval/answer.ts';
import { applyMapping, evaluate, sizeOf } from '../eval/evaluate.ts';
import { drawFailure, drawJson, drawSizes } from '../eval/page.ts';
import { promptFor } from '../eval/prompt.ts';
import { printError, printLine } from '../terminal.ts';

const collect = (value: string, earlier: string[]) => [...earlier, value];

export function addEval(program: Command): void {
  program
    .command('eval')
    .description('try JSONata on an answer of an API: the result, its size, and the tokens it saves')
    .argument('[expression]', 'JSONata; without it, a prompt')
    .option('-t, --tool <tool>', 'the tool whose answer it is')
    .addOption(
      new Option('-i, --integration <name...>', 'where to look for the tool; everywhere when left out'),
    )
    .option('--case <text>', 'the case that has the answer, by a part of its name; the first when left out')
    .option('--file <file>', 'an answer as JSON; - for stdin')
    .option('--sandbox', "call the integration's sandbox for an answer")
    .option('--call', 'call the API for an answer, when the tool reads')
    .option('--argument <key=value>', 'an argument of the call', collect, [])
    .option('--page <n>', 'which answer, when there are several', parsePage, 1)
    .option('--json', 'print result and sizes as data')
    .action(async (expression: string | undefined, options: EvalOptions) => {
      const isAsked = expression === undefined && process.stdin.isTTY && process.stdout.isTTY;
      if (expression === undefined && !isAsked)
        throw new UsageError(
          "there is nobody to ask, so give the expression: ymcp eval 'data.id' --tool <tool>.",
        );
      const answer = await findAnswer(options);
      const mapped = await applyMapping(answer);
      const measures = { raw: await sizeOf(answer.text), mapping: mapped?.size };
      if (expression === undefined) return promptFor(answer, measures, mapped?.value);
      const evaluated = await evaluate(expression, answer);
      const { failure, result } = evaluated;
      if (options.json) printLine(JSON.stringify({ from: answer.from, ...evaluated, ...measures }, null, 2));
      else if (failure) printError(drawFailure(expression, failure, process.stderr));
      else {
        if (result !== undefined) printLine(drawJson(result, process.stdout));
        printError(
          `${result === undefined ? '  nothing\n' : ''}\n${drawSizes(measures, evaluated, process.stderr)}`,
        );
      }
      if (failure) throw new FindingsError('the expression failed.');
    });
}

function parsePage(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 on.');
}
