import { knownRules } from '../engine/lint/catalog.ts';
import { colours, table, wrap } from './terminal.ts';

/** Every rule with its severity and what it asks for, for people. */
export function ruleTable(): string {
  const { bold, dim, red, yellow } = colours(process.stdout);
  const names = Math.max(...knownRules.map(({ name }) => name.length));
  const levels = 'error, always'.length;
  const room = Math.max(30, (process.stdout.columns ?? Number.POSITIVE_INFINITY) - names - levels - 4);
  return table(
    knownRules.flatMap(({ name, severity, description, isFirm }) => {
      const level = severity === 'error' ? red(severity) : yellow(severity);
      const [first = '', ...rest] = wrap(description, room);
      return [
        [bold(name), isFirm ? `${level}${dim(', always')}` : level, first],
        ...rest.map((line) => ['', '', line]),
      ];
    }),
  );
}

/** The same for programs. */
export const ruleJson = (): string =>
  JSON.stringify(
    knownRules.map(({ name, severity, description, isFirm }) => ({
      name,
      severity,
      adjustable: !isFirm,
      description,
    })),
    null,
    2,
  );
