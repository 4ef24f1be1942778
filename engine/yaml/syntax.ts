import { type Document, isCollection, isScalar, type Node, visit, type YAMLError } from 'yaml';

/** What is wrong with the text, and where to look for it. */
export interface Mistake {
  offset: number;
  message: string;
}

export const TOO_DEEP = 'the file is nested too deeply to be read.';

type Advice = string | ((error: YAMLError, document: Document, text: string) => string | Mistake);

/** The parser's errors, found by code and message, in words that say what would be right. */
const ADVICE: readonly (readonly [pattern: RegExp, advice: Advice])[] = [
  [/^MULTIPLE_DOCS/, 'the file holds more than one document; keep one, or make another file.'],
  [/call stack/i, TOO_DEEP],
  [/^TAB_AS_INDENT/, 'tabs do not indent in YAML; use spaces.'],
  [
    /^BAD_SCALAR_START/,
    ({ pos }, _, text) =>
      `text cannot start with ${text[pos[0]] === '`' ? 'a backtick' : `\`${text[pos[0]]}\``}; put it in quotes.`,
  ],
  [
    /^BAD_ALIAS/,
    ({ pos }, _, text) => `\`${text[pos[0]]}\` needs a name after it; put it in quotes if it is text.`,
  ],
  [/^BAD_DQ_ESCAPE/, badEscape],
  [/^MISSING_CHAR Missing closing ["']quote/, unclosedQuote],
  [/^BAD_INDENT Flow/, unclosedBracket],
  [/^BLOCK_AS_IMPLICIT_KEY Nested/, nestedMapping],
  [
    /Implicit (map )?keys need/,
    'expected `key: value`; mind the space after the colon, and indent a line that goes on from the one above.',
  ],
  [/same column/, 'the keys of one mapping start at the same column; check the indentation of this line.'],
  [/^BLOCK_IN_FLOW/, 'a comma is missing in `{…}` or `[…]`, or quotes around a value.'],
  [/block-seq-ind on same line/, 'a list starts on the line after its key; or write it as `[a, b]`.'],
  [/Unexpected , in/, 'a value is missing before this comma.'],
  [/header includes extra/, 'after `|` or `>` the text starts on the next line.'],
  [/^UNEXPECTED_TOKEN Unexpected (.* at node end|scalar token)/, afterValue],
  [
    /flow-(map|seq)-end token/,
    ({ pos }, _, text) => `\`${text[pos[0]]}\` closes nothing; remove it, or put the value in quotes.`,
  ],
];

/** An error of the parser as a person would report it. */
export function explainSyntax(error: YAMLError, document: Document, text: string): Mistake {
  const [offset] = error.pos;
  const said = `${error.code} ${error.message}`;
  const advice = ADVICE.find(([pattern]) => pattern.test(said))?.[1] ?? plain(error.message);
  const found = typeof advice === 'string' ? advice : advice(error, document, text);
  return typeof found === 'string' ? { offset, message: found } : found;
}

function plain(message: string): string {
  const text = message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function badEscape({ pos }: YAMLError, _: Document, text: string): string {
  const found = text.slice(pos[0], pos[0] + 2);
  return `\`${found}\` is no escape in double quotes; write \`\\${found}\`, or use single quotes.`;
}

function unclosedQuote({ pos, message }: YAMLError, document: Document): Mistake {
  const quoted = last(document, pos[0], (node) => isScalar(node) && /^QUOTE/.test(String(node.type)));
  return {
    offset: quoted ?? pos[0],
    message: `the quote \`${message.includes("'") ? "'" : '"'}\` is not closed.`,
  };
}

function unclosedBracket({ pos, message }: YAMLError, document: Document, text: string): string | Mistake {
  const isOpen = (node: Node) =>
    isCollection(node) && node.flow && !/[\]}]/.test(text[(node.range?.[1] ?? 0) - 1] ?? '');
  const offset = last(
    document,
    pos[0],
    (node) => isCollection(node) && node.flow === true && isOpen(node) === true,
  );
  if (offset === undefined) return plain(message);
  const bracket = text[offset] ?? '';
  return { offset, message: `\`${bracket}\` is not closed; expected \`${bracket === '[' ? ']' : '}'}\`.` };
}

/** A second colon on one line, or a line that is indented below a value. */
function nestedMapping({ pos }: YAMLError, _: Document, text: string): string | Mistake {
  const [line = '', ...rest] = text.slice(pos[0]).split('\n');
  const next = rest.findIndex((following) => /\S/.test(following));
  if (/:(\s|$)/.test(line) || next === -1)
    return '`: ` within a value makes it a mapping; put the value in quotes.';
  const before = [line, ...rest.slice(0, next)].reduce((sum, { length }) => sum + length + 1, pos[0]);
  return {
    offset: before + (rest[next] ?? '').search(/\S/),
    message: 'this line is indented below a value; indent it as far as the key above.',
  };
}

function afterValue({ pos }: YAMLError, _: Document, text: string): string {
  const before = text.slice(0, pos[0]).trimEnd().slice(-1);
  if (before === '"' || before === "'")
    return `the value ends at the ${before === '"' ? 'double' : 'single'} quote before this; put the whole value in quotes, and ${before === '"' ? '`\\"`' : "`''`"} for a quote inside.`;
  if (/(^|\n)[ ]*$/.test(text.slice(0, pos[0])))
    return 'this line does not go on from the one above; check its indentation.';
  return `\`${text[pos[0]]}\` cannot stand here; put the whole value in quotes.`;
}

/** Where the last node that starts before `offset` and fits stands. */
function last(document: Document, offset: number, fits: (node: Node) => boolean): number | undefined {
  let found: number | undefined;
  visit(document, {
    Node(_, node) {
      const start = node.range?.[0] ?? offset;
      if (start < offset && fits(node)) found = start;
    },
  });
  return found;
}
