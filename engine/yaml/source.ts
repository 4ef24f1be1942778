import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Diagnostic, Position } from '../diagnostic.ts';
import { sourceOffset } from './scalar.ts';

/** Path of keys and indexes from the document's root. */
export type Path = readonly (string | number)[];

/** One YAML file: its data, and where each part of the data stands in the text. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Plain data; `undefined` when the text could not be parsed. */
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Position of the value at `path`, or of the nearest ancestor that exists. */
  locate(path: Path, part?: 'key' | 'value'): Position;
  /** Position of character `offset` of the string value at `path`. */
  locateIn(path: Path, offset: number): Position;
}

const MAX_ALIASES = 100;

/** Parses YAML 1.2 (core schema) without ever throwing; what is wrong with the text becomes diagnostics. */
export function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  let document: Document | undefined;
  let data: unknown;
  let found: Trap[];
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
    found = [...findTraps(document, text), ...findErrors(document, text)];
    if (found.length === 0) data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    found = [
      { offset: Math.max(0, text.search(/[\s[,]\*\S/) + 1), rule: 'syntax', message: explainCrash(error) },
    ];
  }
  const diagnostics = found.map(({ offset, rule, message }): Diagnostic => {
    return { file, ...positionAt(lines, offset), severity: 'error', rule, message };
  });

  return {
    file,
    text,
    data,
    diagnostics,
    locate: (path, part = 'value') => positionAt(lines, offsetOf(document, path, part)),
    locateIn(path, offset) {
      const node = nodeAt(document, path).node;
      if (!isScalar(node) || !node.range) return positionAt(lines, offsetOf(document, path, 'value'));
      return positionAt(
        lines,
        sourceOffset(text.slice(node.range[0], node.range[1]), String(node.type), offset) + node.range[0],
      );
    },
  };
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

interface Found {
  /** The node at the path, or its nearest ancestor that exists. */
  node: Node | null;
  key: Node | null;
}

function nodeAt(document: Document | undefined, path: Path): Found {
  let found: Found = { node: (document?.contents as Node | null) ?? null, key: null };
  for (const step of path) {
    const next = child(resolveAlias(document, found.node), step);
    if (!next) return found;
    found = next;
  }
  return { node: resolveAlias(document, found.node), key: found.key };
}

function child(node: Node | null, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair && { node: (pair.value as Node | null) ?? (pair.key as Node), key: pair.key as Node };
  }
  const items = (node as { items?: Node[] } | null)?.items;
  const item = items?.[Number(step)];
  return item && { node: item, key: null };
}

function resolveAlias(document: Document | undefined, node: Node | null): Node | null {
  return isAlias(node) && document ? (node.resolve(document) ?? null) : node;
}

function offsetOf(document: Document | undefined, path: Path, part: 'key' | 'value'): number {
  const { node, key } = nodeAt(document, path);
  const target = part === 'key' ? (key ?? node) : node;
  return target?.range?.[0] ?? 0;
}

interface Trap {
  offset: number;
  rule: string;
  message: string;
}

/** What YAML accepts but means something else than its author thought, or could blow up. */
function findTraps(document: Document, text: string): Trap[] {
  const traps: Trap[] = [];
  const add = (node: Node, rule: string, message: string) =>
    traps.push({ offset: node.range?.[0] ?? 0, rule, message });
  visit(document, {
    Map(_, map) {
      const inner = map.flow && map.items.length === 1 ? map.items[0]?.key : undefined;
      if (!isMap(inner) || !inner.flow) return undefined;
      add(map, UNQUOTED, unquoted(inner.range ? text.slice(inner.range[0] + 1, inner.range[1] - 1) : '…'));
      return visit.SKIP;
    },
    Pair(_, pair) {
      if (isScalar(pair.key) && pair.key.value === '<<')
        add(pair.key, 'merge-key', 'merge keys (`<<`) are not part of YAML 1.2; write the keys out.');
      else if (pair.key && !isScalar(pair.key))
        add(pair.key as Node, 'syntax', 'a key must be a plain word or a quoted string.');
    },
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      if (target && path.includes(target))
        add(alias, 'alias-loop', `\`*${alias.source}\` stands inside the anchor that it names.`);
    },
  });
  return traps;
}

const UNQUOTED = 'unquoted-placeholder';
const unquoted = (inside: string) =>
  `YAML reads an unquoted \`{{…}}\` as a mapping; put the whole value in quotes: "{{${inside}}}".`;

/** The first syntax error (the others mostly follow from it) and every duplicate key. */
function findErrors(document: Document, text: string): Trap[] {
  const errors: Trap[] = [];
  const syntax = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (syntax) {
    const offset = syntax.pos[0];
    const line = text.slice(text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1).split('\n', 1)[0] ?? '';
    const placeholder = /[:-]\s+\{\{(.*?)\}\}/.exec(line);
    if (!placeholder) errors.push({ offset, rule: 'syntax', message: sentence(syntax.message) });
    else if (!document.contents || !findTraps(document, text).some(({ rule }) => rule === UNQUOTED))
      errors.push({ offset, rule: UNQUOTED, message: unquoted(placeholder[1] ?? '…') });
  }
  for (const { code, pos } of document.errors) {
    if (code === 'DUPLICATE_KEY')
      errors.push({
        offset: pos[0],
        rule: 'duplicate-key',
        message: 'this key stands twice in one mapping; keep one of them.',
      });
  }
  return errors;
}

function sentence(message: string): string {
  if (/multiple documents/i.test(message))
    return 'the file holds more than one document; keep one, or make another file.';
  if (/call stack/i.test(message)) return TOO_DEEP;
  const text = message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const TOO_DEEP = 'the file is nested too deeply to be read.';

function explainCrash(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unresolved = /unresolved alias.*: (\S+)/i.exec(message);
  if (unresolved) return `\`*${unresolved[1]}\` names an anchor that does not stand before it.`;
  if (/alias/i.test(message)) return `more than ${MAX_ALIASES} values come from aliases; write them out.`;
  if (error instanceof RangeError) return TOO_DEEP;
  return `the file could not be read as YAML: ${message}.`;
}
