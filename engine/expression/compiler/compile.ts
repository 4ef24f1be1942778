import { expectKeys, isBare, type Node, Unsupported } from './ast.ts';
import { compileApply, compileCall, compileLambda, compilePartial } from './calls.ts';
import { compileCondition } from './condition.ts';
import { compileFilter } from './filter.ts';
import { compileConstructor, compileGroup } from './group.ts';
import type { Guards } from './guards.ts';
import { compileBinary, compileNegation } from './operators.ts';
import { compilePath } from './path.ts';
import { compileRegex } from './regex/matcher.ts';
import type { Scope } from './scope.ts';
import { compileTransform } from './transform.ts';
import {
  append,
  asConstructed,
  asSequence,
  type Code,
  collapse,
  createSequence,
  isRecord,
  keepSequence,
  lookup,
  readMember,
  unwrapInput,
} from './values.ts';
import { compileBind, compileBlock, compileVariable } from './variables.ts';

type Compile = (node: Node, scope: Scope) => Code;

const constant = (node: Node): Code => {
  expectKeys(node);
  const { value } = node;
  return () => value;
};

/** A new kind of node is an entry here; one that is not is left to the interpreter. */
const KINDS: Readonly<Record<string, Compile>> = {
  string: constant,
  number: constant,
  value: constant,
  name(node) {
    expectKeys(node);
    const key = String(node.value);
    const read = readMember(key);
    return (input, frame) =>
      typeof input === 'object' && input !== null && !Array.isArray(input)
        ? read(input)
        : lookup(input, key, frame.run.guards);
  },
  path: compilePath,
  binary: compileBinary,
  unary: compileUnary,
  wildcard: compileWildcard,
  descendant: compileDescendants,
  condition: compileCondition,
  block: compileBlock,
  bind: compileBind,
  variable: compileVariable,
  regex: compileRegex,
  function: compileCall,
  lambda: compileLambda,
  partial: compilePartial,
  apply: compileApply,
  transform: compileTransform,
};

/** Kinds whose value never is a sequence that is still to become one value or none. */
const SETTLED = new Set(['string', 'number', 'value', 'lambda', 'regex', 'transform', 'unary']);
/** Kinds that see to it themselves, where nothing else is done to the value. */
const SELF_SETTLING = new Set(['path', 'function']);

/** Compiles a node with its predicates and its grouping; throws `Unsupported`. */
export function compileNode(node: Node, scope: Scope): Code {
  const compile = Object.hasOwn(KINDS, node.type) ? KINDS[node.type] : undefined;
  if (!compile) throw new Unsupported(node.type === 'parent' ? '`%` refers to a parent' : `\`${node.type}\``);
  const code = compile(node, scope);
  if (isBare(node)) return isSettled(node) ? code : collapsed(code);
  const filters = ((node.predicate ?? []) as { expr: Node }[]).map(({ expr }) => compileFilter(expr, scope));
  const group =
    node.group === undefined || node.type === 'path' ? undefined : compileGroup(node.group as Node, scope);
  const keeps = node.keepArray === true;
  return (input, frame) => {
    let value = code(input, frame);
    for (const filter of filters) value = filter(value, frame);
    if (group) value = group(value, frame);
    return collapse(keeps ? keepSequence(value) : value);
  };
}

const isSettled = ({ type, value }: Node) =>
  SETTLED.has(type) || SELF_SETTLING.has(type) || (type === 'binary' && value !== '..');

const collapsed =
  (code: Code): Code =>
  (input, frame) =>
    collapse(code(input, frame));

function compileUnary(node: Node, scope: Scope): Code {
  if (node.value === '-') return compileNegation(node, scope);
  if (node.value === '{') return compileConstructor(node, scope);
  if (node.value === '[') return compileList(node, scope);
  throw new Unsupported(`unary \`${node.value}\``);
}

/** Lists in the brackets stay what they are, all other values are put together. */
function compileList(node: Node, scope: Scope): Code {
  expectKeys(node, 'expressions', 'consarray');
  const expressions = (node.expressions as Node[]).map((one) => {
    return { code: compileNode(one, scope), isList: one.value === '[' && one.type === 'unary' };
  });
  const isConstructor = node.consarray === true;
  return (input, frame) => {
    const list: unknown[] = [];
    for (const { code, isList } of expressions) {
      const value = code(input, frame);
      if (isList && value !== undefined) list.push(value);
      else append(list, value);
      frame.run.guards.size(list.length);
    }
    frame.run.guards.hold(list.length);
    return isConstructor ? asConstructed(list) : list;
  };
}

/** Every member; where one is a list, its elements, and then all of them stay a list. */
function compileWildcard(node: Node): Code {
  expectKeys(node);
  return (input, frame) => {
    const target = unwrapInput(input);
    if (!Array.isArray(target) && !isRecord(target)) return createSequence();
    const { guards } = frame.run;
    const found: unknown[] = [];
    let hasList = false;
    for (const value of Object.values(target)) {
      guards.tick();
      if (!Array.isArray(value)) found.push(value);
      else flatten(value, found, guards);
      hasList ||= Array.isArray(value);
      guards.size(found.length);
    }
    return hasList ? found : asSequence(found);
  };
}

function flatten(list: readonly unknown[], into: unknown[], guards: Guards): void {
  for (const element of list) {
    guards.tick();
    guards.size(into.length);
    if (Array.isArray(element)) flatten(element, into, guards);
    else into.push(element);
  }
}

function compileDescendants(node: Node): Code {
  expectKeys(node);
  return (input, frame) => {
    const { guards } = frame.run;
    const found = createSequence();
    const walk = (value: unknown): void => {
      guards.enter();
      guards.size(found.length);
      if (!Array.isArray(value)) found.push(value);
      if (Array.isArray(value)) for (const element of value) walk(element);
      else if (isRecord(value)) for (const member of Object.values(value)) walk(member);
      guards.leave();
    };
    if (input !== undefined) walk(input);
    return found.length === 1 ? found[0] : found;
  };
}
