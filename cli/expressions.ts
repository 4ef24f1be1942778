import type { ExpressionUse } from '../engine/load/expressions.ts';
import { readIntegration } from './integrations.ts';
import { colours, plural, shorten, table } from './terminal.ts';

/** Columns of an expression that are shown; its position leads to the rest. */
const LONGEST = 60;

/** Lists where each expression of some integrations stands, and whether it is compiled. */
export function describeExpressions(paths: readonly string[], stream: NodeJS.WriteStream): string {
  const uses = paths.flatMap((path) => readIntegration(path, true).expressions());
  const { green, yellow, dim } = colours(stream);
  const rows = uses.map(({ file, line, column, source, interpreted }) => {
    const code = shorten(source.replace(/\s+/g, ' '), LONGEST);
    const position = `${file}:${line}:${column}`;
    return interpreted === undefined
      ? [position, green('compiled'), code]
      : [position, yellow('interpreted'), `${code}  ${dim(`(${interpreted})`)}`];
  });
  return [table(rows), summary(uses)].filter(Boolean).join('\n');
}

function summary(uses: readonly ExpressionUse[]): string {
  const interpreted = uses.filter((use) => use.interpreted !== undefined).length;
  return `${plural(uses.length, 'expression')}: ${uses.length - interpreted} compiled, ${interpreted} interpreted.`;
}
