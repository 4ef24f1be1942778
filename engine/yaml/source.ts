import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Diagnostic, Position } from '../diagnostic.ts';
import { sourceOffset } from './scalar.ts';
import { TOO_DEEP } from './syntax.ts';
import { findMistakes, type Trap } from './traps.ts';

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
    found = findMistakes(document, text);
    if (found.length === 0) data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    found = [explainCrash(error, document)];
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
