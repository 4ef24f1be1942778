import type { Fault } from '../../engine/expression/expression.ts';
import { bytes, colours, table, width } from '../terminal.ts';
import type { Evaluated, Size } from './evaluate.ts';

type Stream = NodeJS.WriteStream;

export interface Measures {
  raw: Size;
  mapping: Size | undefined;
}

/** Sizes beside each other: the answer, what the present mapping makes of it, and what the expression does. */
export function drawSizes({ raw, mapping }: Measures, { size }: Evaluated, stream: Stream): string {
  const { dim, bold, green } = colours(stream);
  const row = (name: string, one: Size) => [
    `  ${name}`,
    bytes(one.bytes).padStart(9),
    `${one.tokens.toLocaleString('en').padStart(7)} token${one.tokens === 1 ? '' : 's'}`,
    one === raw ? '' : saved(raw, one, (text) => (one.tokens < raw.tokens ? green(text) : text)),
  ];
  const rows = [
    row('answer', raw),
    ...(mapping ? [row('mapping', mapping)] : []),
    ...(size ? [row('this', size)] : []),
  ];
  const against = size && mapping ? compare(mapping.tokens - size.tokens) : '';
  return `${table(rows)}${against === '' ? '' : `\n  ${bold(against)} ${dim('than the present mapping')}`}`;
}

function saved(raw: Size, one: Size, paint: (text: string) => string): string {
  const difference = raw.tokens - one.tokens;
  const percent = raw.tokens === 0 ? 0 : Math.round((100 * difference) / raw.tokens);
  return paint(`${compare(difference)} (${percent} % ${difference < 0 ? 'over' : 'saved'})`.replace('-', ''));
}

const compare = (difference: number): string =>
  difference === 0
    ? 'the same'
    : `${Math.abs(difference).toLocaleString('en')} token${Math.abs(difference) === 1 ? '' : 's'} ${difference > 0 ? 'fewer' : 'more'}`;

/** What is wrong with an expression, with the line of it and a mark under the place. */
export function drawFailure(expression: string, { message, offset }: Fault, stream: Stream): string {
  const { red, bold } = colours(stream);
  const said = `${red('✗')} ${message.replace(/[.\s]+$/, '')}.`;
  if (offset === undefined) return said;
  const before = expression.slice(0, offset).split('\n');
  const line = expression.split('\n')[before.length - 1] ?? '';
  const column = width(before.at(-1) ?? '');
  return `${said}\n\n  ${line}\n  ${' '.repeat(column)}${bold(red('^'))}`;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\b\d[\d.eE+-]*/g;

/** Data as indented JSON, coloured on a terminal. */
export function drawJson(value: unknown, stream: Stream): string {
  const { cyan, green, yellow, magenta } = colours(stream);
  const text = JSON.stringify(value, null, 2);
  if (cyan('x') === 'x') return text;
  return text.replace(TOKEN, (token, text?: string, colon?: string, word?: string) => {
    if (text !== undefined) return colon === undefined ? green(text) : `${cyan(text)}${colon}`;
    return word === undefined ? yellow(token) : magenta(token);
  });
}
