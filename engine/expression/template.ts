import { ToolError } from '../errors.ts';
import { isObject, setOwn } from '../json.ts';
import { type Bindings, compileExpression, type Expression } from './expression.ts';

/** A string, or a tree of them, whose `{{ jsonata }}` placeholders are filled in per call. */
export interface Template {
  /** The value; a promise of it only where an expression is interpreted. */
  fill(input: unknown, bindings: Bindings): unknown;
}

export interface Placeholder {
  /** 0-based index of the first character after `{{`. */
  offset: number;
  source: string;
}

type Part = string | Placeholder;

export class TemplateSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'TemplateSyntaxError';
    this.offset = offset;
  }
}

/** Splits a string into literal text and placeholders; throws `TemplateSyntaxError` when one is not closed. */
export function splitTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    if (open > at) parts.push(text.slice(at, open));
    const close = findClose(text, open + 2);
    if (close === -1) throw new TemplateSyntaxError('`{{` has no matching `}}`.', open);
    parts.push({ offset: open + 2, source: text.slice(open + 2, close) });
    at = close + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Index of the `}}` that ends a placeholder; braces of objects and braces inside strings do not count. */
function findClose(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"' || char === "'" || char === '`') {
      at = skipString(text, at);
    } else if (char === '{') {
      depth += 1;
    } else if (char === '}') {
      if (depth === 0) return text[at + 1] === '}' ? at : -1;
      depth -= 1;
    }
  }
  return -1;
}

function skipString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}

/**
 * Compiles every string of `tree`. A string that is one whole placeholder keeps the value's type, and a value that
 * comes out undefined drops its key. Amid other text an undefined or non-scalar value is a `ToolError`.
 */
export function compileTemplate(tree: unknown): Template {
  if (typeof tree === 'string') return compileText(tree);
  if (Array.isArray(tree)) return compileArray(tree);
  if (isObject(tree)) return compileObject(tree);
  return { fill: () => tree };
}

function compileText(text: string): Template {
  const parts = splitTemplate(text);
  if (parts.every((part) => typeof part === 'string')) return { fill: () => text };
  const compiled = parts.map((part) => (typeof part === 'string' ? part : compileExpression(part.source)));
  const [first] = compiled;
  if (compiled.length === 1 && typeof first === 'object')
    return { fill: (input, bindings) => first.evaluate(input, bindings) };
  return {
    fill: (input, bindings) =>
      withAll(
        compiled.map((part) => (typeof part === 'string' ? part : part.evaluate(input, bindings))),
        (values) => concatenate(compiled, values),
      ),
  };
}

const concatenate = (parts: readonly (string | Expression)[], values: readonly unknown[]): string =>
  parts.map((part, index) => (typeof part === 'string' ? part : scalar(part, values[index]))).join('');

/** Goes on with these values: at once, unless there is a promise among them. */
export const withAll = <T>(
  values: readonly unknown[],
  goOn: (values: readonly unknown[]) => T,
): T | Promise<T> =>
  values.some((value) => value instanceof Promise) ? Promise.all(values).then(goOn) : goOn(values);

function scalar({ source }: Expression, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  const found = value === undefined || value === null ? 'has no value' : 'is not a single value';
  throw new ToolError(
    'invalid_arguments',
    `\`{{${source}}}\` ${found}, so the request cannot be built; pass what it refers to.`,
  );
}

function compileArray(tree: unknown[]): Template {
  const elements = tree.map(compileTemplate);
  return {
    fill: (input, bindings) =>
      withAll(
        elements.map((element) => element.fill(input, bindings)),
        (values) => values.filter((value) => value !== undefined),
      ),
  };
}

function compileObject(tree: Record<string, unknown>): Template {
  const members = Object.entries(tree).map(([key, value]) => [key, compileTemplate(value)] as const);
  return {
    fill: (input, bindings) =>
      withAll(
        members.map(([, member]) => member.fill(input, bindings)),
        (values) => assemble(members, values),
      ),
  };
}

function assemble(members: readonly (readonly [string, Template])[], values: readonly unknown[]) {
  const filled: Record<string, unknown> = {};
  for (const [index, [key]] of members.entries()) {
    const value = values[index];
    if (value !== undefined) setOwn(filled, key, value);
  }
  return filled;
}
