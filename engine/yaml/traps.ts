import { type Document, isMap, isScalar, type Node, type Scalar, visit } from 'yaml';
import { explainSyntax } from './syntax.ts';

export interface Trap {
  offset: number;
  rule: string;
  message: string;
  /** How many characters are meant, and what can safely stand in their place. */
  length?: number;
  replacement?: string;
}

/** What YAML accepts but means something else than its author thought, or could blow up. */
function findTraps(document: Document, text: string): Trap[] {
  const traps: Trap[] = [];
  const add = (node: Node, rule: string, message: string, replacement?: string) => {
    const [offset, end] = node.range ?? [0, 0];
    const isLine = end > offset && !text.slice(offset, end).includes('\n');
    traps.push({
      offset,
      rule,
      message,
      ...(isLine && { length: end - offset, ...(replacement !== undefined && { replacement }) }),
    });
  };
  visit(document, {
    Map(_, map) {
      const inner = map.flow && map.items.length === 1 ? map.items[0]?.key : undefined;
      if (!isMap(inner) || !inner.flow) return undefined;
      traps.push(unquotedAt(map.range?.[0] ?? 0, text));
      return visit.SKIP;
    },
    Pair(_, { key }) {
      if (key && !isScalar(key)) {
        add(key as Node, 'syntax', 'a key must be a plain word or a quoted string.');
        return visit.SKIP;
      }
      if (isScalar(key) && key.value === '<<')
        add(key, 'merge-key', 'merge keys (`<<`) are not part of YAML 1.2; write the keys out.');
      else if (isScalar(key) && isReread(key))
        add(key, 'syntax', rereadMessage(key), key.source ? `"${key.source}"` : undefined);
      return undefined;
    },
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      if (!target)
        add(
          alias,
          'syntax',
          `\`*${alias.source}\` names an anchor that does not stand before it; put it in quotes if it is text.`,
        );
      else if (path.includes(target))
        add(alias, 'alias-loop', `\`*${alias.source}\` stands inside the anchor that it names.`);
    },
  });
  return traps;
}

/** Whether a key is no string and its name as a string is not what stands in the text: `1.10`, `0x1F`, `~`. */
const isReread = ({ value, source }: Scalar): boolean =>
  typeof value !== 'string' && (value === null || String(value) !== source);

const rereadMessage = ({ value, source }: Scalar): string =>
  source
    ? `YAML reads the key \`${source}\` as \`${value}\`; put it in quotes.`
    : 'a key is missing before the colon.';

const UNQUOTED = 'unquoted-placeholder';

function unquotedAt(offset: number, text: string): Trap {
  const value = valueAt(offset, text);
  const quote = value.includes('"') || value.includes('\\') ? "'" : '"';
  const quoted = quote + value + quote;
  const isSafe = !value.includes(quote) && text.startsWith(value, offset);
  return {
    offset,
    rule: UNQUOTED,
    message: `YAML reads an unquoted \`{{…}}\` as a mapping; put the whole value in quotes: ${quoted}.`,
    ...(isSafe && { length: value.length, replacement: quoted }),
  };
}

/** The value that starts with a placeholder at `offset`: to the end of the line, or within `{…}` and `[…]` to the next member. */
function valueAt(offset: number, text: string): string {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const rest = text.slice(offset).split(/\r?\n/, 1)[0] ?? '';
  const [, first = '{{…}}', more = ''] = /^(\{\{.*?\}\}[^\s,}\]]*)(.*)$/.exec(rest) ?? [];
  if (/[[{]/.test(before) || /^[\s,}\]]*(#.*)?$/.test(more)) return first;
  return rest.replace(/\s+#.*$/, '').trim();
}

/** The first syntax error (the others mostly follow from it), tags that mean nothing here, and every duplicate key. */
function findErrors(document: Document, text: string): Trap[] {
  const errors: Trap[] = [];
  const syntax = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (syntax) {
    const placeholder = placeholderOn(syntax.pos[0], text);
    if (placeholder === undefined) errors.push({ rule: 'syntax', ...explainSyntax(syntax, document, text) });
    else if (!document.contents || !findTraps(document, text).some(({ rule }) => rule === UNQUOTED))
      errors.push(unquotedAt(placeholder, text));
  }
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const length = pos[1] - pos[0];
    if (code === 'DUPLICATE_KEY')
      errors.push({ offset: pos[0], length, rule: 'duplicate-key', message: TWICE });
    if (code === 'TAG_RESOLVE_FAILED' && !syntax)
      errors.push({
        offset: pos[0],
        length,
        rule: 'syntax',
        message: `\`${text.slice(...pos)}\` is not a tag that YAML knows; remove it, or put the value in quotes.`,
      });
  }
  return errors;
}

const TWICE = 'this key stands twice in one mapping; keep one of them.';

/** Where the first unquoted placeholder on the line of `offset` stands. */
function placeholderOn(offset: number, text: string): number | undefined {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  const before = /(?:[:-]\s+|[[,]\s*)(?=\{\{.*?\}\})/.exec(line);
  return before ? start + before.index + before[0].length : undefined;
}

/** Everything about the text that must be put right before its data means anything. */
export function findMistakes(document: Document, text: string): Trap[] {
  const errors = findErrors(document, text);
  const isBroken = errors.some(({ rule }) => rule === 'syntax');
  return [...errors, ...findTraps(document, text).filter(({ rule }) => !isBroken || rule !== 'syntax')];
}
