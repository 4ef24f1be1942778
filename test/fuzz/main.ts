import { parseArgs } from 'node:util';
import { type Comparison, compare } from './compare.ts';
import { featureNames, featuresOf } from './features.ts';
import { randomExpression } from './grammar.ts';
import { randomInput } from './input.ts';
import { randomFrom } from './random.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    count: { type: 'string', default: '100000' },
    show: { type: 'string', default: '10' },
  },
});
const [seed, count, show] = [values.seed, values.count, values.show].map(Number) as [number, number, number];

const line = (text: string) => process.stdout.write(`${text}\n`);
line(`seed ${seed}`);

const random = randomFrom(seed);
const counts = { compared: 0, compiled: 0, failed: 0, unparsable: 0 };
const explained = new Map<string, number>();
const features = new Map(featureNames.map((name) => [name, 0]));
const differences: Comparison[] = [];
for (let index = 0; index < count; index += 1) {
  const comparison = await compare(randomExpression(random), randomInput(random));
  if (!comparison) {
    counts.unparsable += 1;
    continue;
  }
  counts.compared += 1;
  for (const name of featuresOf(comparison.source)) features.set(name, (features.get(name) ?? 0) + 1);
  if (comparison.isCompiled) counts.compiled += 1;
  if ('code' in comparison.expected) counts.failed += 1;
  const { agrees, explanation } = comparison;
  if (explanation) explained.set(explanation, (explained.get(explanation) ?? 0) + 1);
  else if (!agrees) differences.push(comparison);
  if (process.stderr.isTTY && index % 1_000 === 0) process.stderr.write(`\r${index} of ${count} …`);
}

line(JSON.stringify(counts));
line(`of these with ${[...features].map(([name, times]) => `${name} ${times}`).join(', ')}`);
for (const [explanation, times] of explained) line(`${String(times).padStart(6)}  ${explanation}`);
line(`${String(differences.length).padStart(6)}  differences without an explanation`);
for (const { source, input, expected, actual, isCompiled } of differences.slice(0, show))
  line(
    [
      '',
      `${isCompiled ? 'compiled' : 'interpreted'}: ${source}`,
      `  input    ${JSON.stringify(input)}`,
      `  expected ${JSON.stringify(expected)}`,
      `  actual   ${JSON.stringify(actual)}`,
    ].join('\n'),
  );
process.exitCode = differences.length > 0 ? 1 : 0;
