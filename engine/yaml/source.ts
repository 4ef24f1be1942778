import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Span } from '../diagnostic.ts';
import { sourceOffset } from './scalar.ts';
import { TOO_DEEP } from './syntax.ts';
import { findMistakes, type Trap } from './traps.ts';

/** Path of keys and indexes from the document's root. */
export type Path = readonly (string | number)[];

/** What one YAML file says. */
export interface Content {
  readonly file: string;
  /** Plain data; `undefined` when the text could not be parsed. */
  readonly data: unknown;
}

/** One YAML file: its data, and where each part of the data stands in the text. */
export interface Source extends Content {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at `path`, or its nearest ancestor that exists, stands; of several lines the first. */
  locate(path: Path, part?: 'key' | 'value'): Span;
  /** Where character `offset` of the string value at `path` stands, or so many characters from there on one line. */
  locateIn(path: Path, offset: number, length?: number): Span;
  /** What stands in the text for the key or value at `path`, quotes included; `undefined` when an alias stands for it. */
  written(path: Path, part?: 'key' | 'value'): string | undefined;
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
    found = findMistakes(document, text);
    if (found.length === 0) data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    found = [explainCrash(error, document)];
  }
  const diagnostics = found.map(({ offset, ...trap }): Diagnostic => {
    return { file, ...positionAt(lines, offset), severity: 'error', ...trap };
  });
  const find = finder(document);

  return {
    file,
    text,
    data,
    diagnostics,
    locate(path, part = 'value') {
      const { start, end } = rangeOf(find(path), part);
      return spanAt(lines, text, start, end);
    },
    locateIn(path, offset, length) {
      const { node } = find(path);
      if (!isScalar(node) || !node.range) return this.locate(path);
      const raw = text.slice(node.range[0], node.range[1]);
      const start = sourceOffset(raw, String(node.type), offset) + node.range[0];
      if (length === undefined) return positionAt(lines, start);
      const end = sourceOffset(raw, String(node.type), offset + length) + node.range[0];
      return spanAt(lines, text, start, end);
    },
    written(path, part = 'value') {
      const found = find(path);
      const { start, end } = rangeOf(found, part);
      return found.isAliased ? undefined : text.slice(start, end);
    },
  };
}

function positionAt(lines: LineCounter, offset: number): Span {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

function spanAt(lines: LineCounter, text: string, start: number, end: number): Span {
  const [first = ''] = text.slice(start, end).split(/\r?\n/, 1);
  return { ...positionAt(lines, start), ...(first !== '' && { length: first.length }) };
}

interface Found {
  /** The node at the path, or its nearest ancestor that exists. */
  node: Node | null;
  key: Node | null;
  isAliased: boolean;
}

/** Finds nodes by path. What it learns about mappings and anchors it keeps, since rules ask for most of a file. */
function finder(document: Document | undefined): (path: Path) => Found {
  const members = new WeakMap<YAMLMap, Map<string, Pair>>();
  const anchors = new Map<Alias, Node | null>();
  const resolve = (node: Node | null): Node | null => {
    if (!isAlias(node) || !document) return node;
    if (!anchors.has(node)) anchors.set(node, node.resolve(document) ?? null);
    return anchors.get(node) ?? null;
  };
  const child = (node: Node | null, step: string | number): Omit<Found, 'isAliased'> | undefined => {
    if (isMap(node)) {
      if (!members.has(node)) members.set(node, membersOf(node));
      const pair = members.get(node)?.get(String(step));
      return pair && { node: (pair.value as Node | null) ?? (pair.key as Node), key: pair.key as Node };
    }
    const item = (node as { items?: Node[] } | null)?.items?.[Number(step)];
    return item && { node: item, key: null };
  };
  return (path) => {
    let found: Found = { node: (document?.contents as Node | null) ?? null, key: null, isAliased: false };
    for (const step of path) {
      const next = child(resolve(found.node), step);
      if (!next) break;
      found = { ...next, isAliased: found.isAliased || isAlias(found.node) };
    }
    return { ...found, node: resolve(found.node), isAliased: found.isAliased || isAlias(found.node) };
  };
}

/** The members of a mapping by name; of a name that stands twice, the first. */
function membersOf(map: YAMLMap): Map<string, Pair> {
  const members = new Map<string, Pair>();
  for (const pair of map.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (name !== undefined && !members.has(name)) members.set(name, pair);
  }
  return members;
}

function rangeOf({ node, key }: Found, part: 'key' | 'value'): { start: number; end: number } {
  const [start, end] = (part === 'key' ? (key ?? node) : node)?.range ?? [0, 0];
  return { start, end };
}

function explainCrash(error: unknown, document: Document | undefined): Trap {
  const said = error instanceof Error ? error.message : String(error);
  const at = (message: string, offset = 0): Trap => ({ offset, rule: 'syntax', message });
  if (error instanceof RangeError) return at(TOO_DEEP);
  if (document && /alias/i.test(said))
    return at(`more than ${MAX_ALIASES} values come from aliases; write them out.`, firstAlias(document));
  return at(`the file could not be read as YAML: ${said}.`);
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, { range }) {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
