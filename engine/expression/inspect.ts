import type jsonata from 'jsonata';
import { BUILT_INS, functions } from './functions.ts';
import { ExpressionSyntaxError } from './syntax.ts';
import { syntaxTree } from './syntax-tree.ts';

export interface VariableUse {
  name: string;
  /** Names that the expression itself defines, for suggestions. */
  locals: readonly string[];
  /** 0-based index of the `$` in the expression. */
  offset: number;
}

const KNOWN = new Set(['', '$', ...BUILT_INS, ...Object.keys(functions)]);

/** The `$variables` an expression reads but neither defines nor gets from `bindings`; throws on bad syntax. */
export function unknownVariables(source: string, bindings: readonly string[]): VariableUse[] {
  const local = new Set<string>();
  const uses: Omit<VariableUse, 'locals'>[] = [];
  visit(syntaxTree(source), local, uses);
  const locals = [...local];
  return uses
    .filter(({ name }) => !KNOWN.has(name) && !local.has(name) && !bindings.includes(name))
    .map((use) => ({ ...use, locals }));
}

/** Every field name that an expression reads, at whatever depth; throws on bad syntax. */
export function namesIn(source: string): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
    const { type, value } = node as jsonata.ExprNode;
    if (type === 'name') names.add(String(value));
    for (const member of Object.values(node)) walk(member);
  };
  walk(syntaxTree(source));
  return [...names];
}

/** A plain path: the binding that it starts from, or `''` for the input, and the names on the way. */
export interface PlainPath {
  root: string;
  names: string[];
}

/** What an expression reads that is nothing but a path, such as `data.token` or `$headers.etag`; throws on bad syntax. */
export function plainPath(source: string): PlainPath | undefined {
  const ast = syntaxTree(source);
  const steps = ast.type === ('path' as string) ? (ast.steps ?? []) : [ast];
  const [first] = steps;
  const root = first?.type === 'variable' ? String(first.value) : '';
  const inner = first?.type === 'variable' ? steps.slice(1) : steps;
  if (!inner.every((step) => step.type === 'name' && Object.keys(step).every((key) => PLAIN.has(key))))
    return undefined;
  return { root, names: inner.map(({ value }) => String(value)) };
}

const PLAIN = new Set(['type', 'value', 'position']);

/** Names an expression may use in a place with these bindings, for suggestions. */
export const visibleNames = (bindings: readonly string[]): string[] =>
  [...bindings, ...KNOWN].filter(Boolean);

function visit(node: unknown, local: Set<string>, uses: Omit<VariableUse, 'locals'>[]): void {
  if (Array.isArray(node)) {
    for (const element of node) visit(element, local, uses);
    return;
  }
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  const { type, value, position = 0, lhs } = node as jsonata.ExprNode;
  if (type === 'variable')
    uses.push({ name: String(value), offset: Math.max(0, position - String(value).length - 1) });
  if (type === ('bind' as string)) local.add(String((lhs as jsonata.ExprNode).value));
  if (type === 'lambda')
    for (const parameter of (node as jsonata.ExprNode).arguments ?? []) local.add(String(parameter.value));
  for (const key of ['focus', 'index'] as const) {
    const name = (node as Record<string, unknown>)[key];
    if (typeof name === 'string') local.add(name);
  }
  for (const member of Object.values(node)) visit(member, local, uses);
}

/** Every regular expression in it, and the 0-based index where it starts; none where the syntax is bad. */
export function regexesIn(source: string): { regex: RegExp; offset: number }[] {
  if (!source.includes('/')) return [];
  const found: { regex: RegExp; offset: number }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
    const { type, value, position = 0 } = node as jsonata.ExprNode & { value: unknown };
    if (type === ('regex' as string) && value instanceof RegExp)
      found.push({ regex: value, offset: Math.max(0, source.lastIndexOf(`/${value.source}/`, position)) });
    for (const member of Object.values(node)) walk(member);
  };
  try {
    walk(syntaxTree(source));
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
  }
  return found;
}
