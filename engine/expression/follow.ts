import type jsonata from 'jsonata';
import { type Arity, element, mergeShapes, objectShape, SCALAR, type Shape, UNKNOWN } from './shape.ts';
import { syntaxTree } from './syntax-tree.ts';

/** A name that an expression looks for where there is nothing of that name. */
export interface Miss {
  name: string;
  /** What was looked through, and whether at a member of it that is named on the way: `data` of `data.contcts`. */
  within: Shape;
  path: readonly string[];
  /** 0-based index in the expression of the name's first character. */
  offset: number;
  /** Whether the expression itself asks if it is there: with `$exists`, `??`, `?:` or as a condition. */
  isProbed: boolean;
}

export interface Followed {
  /** What is known of the result. */
  result: Shape;
  misses: readonly Miss[];
  /** The names that are there, and what they are members of. */
  finds: readonly Find[];
}

export interface Find {
  name: string;
  within: Shape;
  offset: number;
}

export interface Inputs {
  /** `$` and `$$`. */
  input: Shape;
  bindings: Readonly<Record<string, Shape>>;
}

type Node = jsonata.ExprNode & {
  stages?: readonly { type: string; expr: Node }[];
  predicate?: readonly { type: string; expr: Node }[];
  group?: { lhs: readonly (readonly [Node, Node])[] };
  keepSingletonArray?: boolean;
  keepArray?: boolean;
  terms?: readonly { expression: Node }[];
  condition?: Node;
  then?: Node;
  else?: Node;
  body?: Node;
  expression?: Node;
};

interface Place {
  context: Shape;
  root: Shape;
  variables: Map<string, Shape>;
  source: string;
  miss(miss: Omit<Miss, 'isProbed'>): void;
  find(find: Find): void;
}

type Follow = (node: Node, place: Place) => Shape;

/**
 * Follows the paths of an expression through what is known of its input, without evaluating it. Where the meaning of a
 * part depends on more than that (joins, `%`, transforms, functions that are passed on), nothing is said of it. Throws on
 * bad syntax.
 */
export function follow(source: string, { input, bindings }: Inputs): Followed {
  const misses = new Map<number, Omit<Miss, 'isProbed'>>();
  const finds: Find[] = [];
  const ast = syntaxTree(source) as Node;
  const place: Place = {
    context: input,
    root: input,
    variables: new Map(Object.entries(bindings)),
    source,
    miss: (missed) => void misses.set(missed.offset, missed),
    find: (found) => void finds.push(found),
  };
  const result = visit(ast, place);
  const probed = probesIn(ast);
  const isProbed = ({ path, name }: Omit<Miss, 'isProbed'>) => {
    const sought = [...path, name].join('.');
    return probed.some((one) => one === sought || one.startsWith(`${sought}.`));
  };
  return { result, finds, misses: [...misses.values()].map((one) => ({ ...one, isProbed: isProbed(one) })) };
}

const visit: Follow = (node, place) => {
  const found = (FOLLOWERS[node.type] ?? unknown)(node, place);
  return node.predicate || node.group ? afterStages(node, found, place) : found;
};

const unknown: Follow = () => UNKNOWN;
const scalar: Follow = () => SCALAR;
const both: Follow = ({ lhs, rhs }, place) => {
  visit(lhs as Node, place);
  visit(rhs as Node, place);
  return SCALAR;
};

const FOLLOWERS: Readonly<Record<string, Follow>> = {
  string: scalar,
  number: scalar,
  value: scalar,
  regex: scalar,
  name: (node, place) => member(node, place.context, [], place),
  variable: ({ value }, { context, root, variables }) =>
    value === '' ? context : value === '$' ? root : (variables.get(String(value)) ?? UNKNOWN),
  path: followPath,
  binary: (node, place) =>
    node.value === '..' ? { ...both(node, place), arity: 'list' } : both(node, place),
  unary: followUnary,
  block: ({ expressions = [] }, place) => {
    const inner = { ...place, variables: new Map(place.variables) };
    return (expressions as Node[]).reduce<Shape>((_, one) => visit(one, inner), SCALAR);
  },
  bind: ({ lhs, rhs }, place) => {
    const value = visit(rhs as Node, place);
    place.variables.set(String((lhs as Node).value), value);
    return value;
  },
  condition: ({ condition, then: yes, else: no }, place) => {
    if (condition) visit(condition, place);
    const found = yes ? visit(yes, place) : UNKNOWN;
    return no ? mergeShapes(found, visit(no, place)) : found;
  },
  lambda: (node, place) => {
    callLambda(node, [], place);
    return UNKNOWN;
  },
  function: followCall,
  partial: (node, place) => {
    for (const argument of (node.arguments ?? []) as Node[]) visit(argument, place);
    return UNKNOWN;
  },
  apply: ({ lhs, rhs }, place) => {
    visit(lhs as Node, place);
    visit(rhs as Node, place);
    return UNKNOWN;
  },
};

/** Joins and parents give steps a meaning beyond their order; such a path is not followed at all. */
const isJoined = (step: Node): boolean =>
  step.type === ('parent' as string) || ['focus', 'index', 'tuple', 'ancestor'].some((key) => key in step);

function followPath(node: Node, place: Place): Shape {
  const steps = (node.steps ?? []) as Node[];
  if (steps.some(isJoined)) return UNKNOWN;
  const names: string[] = [];
  let current = place.context;
  for (const [index, step] of steps.entries()) {
    const isFirst = index === 0;
    const context = isFirst ? place.context : element(current);
    const value =
      step.type === 'name' ? member(step, context, names, place) : visit(bare(step), { ...place, context });
    const isOrder = step.type === ('sort' as string);
    if (isOrder) for (const { expression } of step.terms ?? []) visit(expression, { ...place, context });
    const found = isOrder
      ? current
      : isFirst
        ? value
        : { ...value, arity: along(current.arity, value.arity) };
    current = afterStages(step, found, place);
    names.push(String(step.value ?? ''));
  }
  const kept = node.keepSingletonArray || steps.some(({ keepArray }) => keepArray);
  return kept ? { ...current, arity: 'list' } : current;
}

/** A step without what follows it, which `followPath` sees to. */
const bare = ({ stages: _, predicate: __, group: ___, ...step }: Node): Node => step as Node;

/** What a step finds along the values of the step before. */
function along(before: Arity, own: Arity): Arity {
  if (before === 'one') return own;
  if (before === 'filtered') return own === 'list' ? 'collapses' : 'filtered';
  return before === 'unknown' ? 'unknown' : 'collapses';
}

function afterStages({ stages, predicate, group }: Node, value: Shape, place: Place): Shape {
  let current = value;
  for (const { type, expr } of [...(stages ?? []), ...(predicate ?? [])]) {
    if (type !== 'filter') return UNKNOWN;
    visit(expr, { ...place, context: element(current) });
    if (current.arity !== 'one') current = { ...current, arity: isIndex(expr) ? 'one' : 'filtered' };
  }
  if (!group) return current;
  for (const pair of group.lhs) for (const one of pair) visit(one, { ...place, context: element(current) });
  return { ...UNKNOWN, arity: 'one' };
}

const isIndex = ({ type, value, expression }: Node): boolean =>
  type === 'number' || (type === 'unary' && value === '-' && expression?.type === 'number');

function member(node: Node, context: Shape, path: readonly string[], place: Place): Shape {
  const name = String(node.value);
  if (!context.members) return UNKNOWN;
  const found = context.members.get(name);
  const offset = offsetOf(node, place.source);
  if (found) {
    place.find({ name, within: context, offset });
    return context.arity === 'one' ? found : { ...found, arity: along(context.arity, found.arity) };
  }
  if (context.others !== 'any') place.miss({ name, within: context, path: [...path], offset });
  return UNKNOWN;
}

/** The parser notes where a name ends, with the backtick or quote that closes it. */
function offsetOf({ value, position = 0 }: Node, source: string): number {
  const isQuoted = '`"\''.includes(source[position - 1] ?? ' ');
  return Math.max(0, position - String(value).length - (isQuoted ? 1 : 0));
}

function followUnary(node: Node, place: Place): Shape {
  if (node.value === '{') return construct(node as unknown as { lhs: [Node, Node][] }, place);
  if (node.expression) visit(node.expression, place);
  if (node.value !== '[') return SCALAR;
  const found = ((node.expressions ?? []) as Node[]).map((one) => visit(one, place));
  const [first = UNKNOWN, ...rest] = found;
  return {
    ...rest.reduce((all, one) => mergeShapes(all, { ...one, arity: all.arity }), first),
    arity: 'list',
  };
}

function construct({ lhs }: { lhs: readonly (readonly [Node, Node])[] }, place: Place): Shape {
  let isKnown = true;
  const members = lhs.map(([key, value]) => {
    isKnown &&= key.type === 'string';
    visit(key, place);
    return [String(key.value), visit(value, place)] as const;
  });
  return isKnown ? objectShape(members, 'expression') : { ...UNKNOWN, arity: 'one' };
}

/** Functions that call their second argument with each element of the first. */
const EACH: Readonly<Record<string, (list: Shape, result: Shape) => Shape>> = {
  map: (list, result) => ({ ...result, arity: list.arity === 'one' ? 'unknown' : along(list.arity, 'one') }),
  filter: (list) => ({ ...list, arity: list.arity === 'one' ? 'unknown' : 'filtered' }),
  single: element,
  sort: (list) => ({ ...list, arity: 'list' }),
};
const ARITIES: Readonly<Record<string, Arity>> = {
  keys: 'collapses',
  split: 'list',
  spread: 'collapses',
  append: 'unknown',
  distinct: 'unknown',
  reverse: 'unknown',
  shuffle: 'unknown',
  match: 'unknown',
  lookup: 'unknown',
  reduce: 'unknown',
  each: 'collapses',
  zip: 'unknown',
  eval: 'unknown',
  sort: 'list',
  clone: 'unknown',
};

function followCall(node: Node, place: Place): Shape {
  const given = (node.arguments ?? []) as Node[];
  const { procedure } = node as unknown as { procedure?: Node };
  const name = procedure?.type === 'variable' ? String(procedure.value) : '';
  const isOwn = name === '' || place.variables.has(name);
  const each = isOwn ? undefined : EACH[name];
  const [first, second] = given;
  if (each && first && second?.type === 'lambda') {
    const list = visit(first, place);
    return each(list, callLambda(second, [element(list)], place));
  }
  for (const one of given) visit(one, place);
  return isOwn ? UNKNOWN : { ...UNKNOWN, arity: ARITIES[name] ?? 'one' };
}

function callLambda(node: Node, given: readonly Shape[], place: Place): Shape {
  const parameters = ((node.arguments ?? []) as Node[]).map(
    ({ value }, index) => [String(value), given[index] ?? UNKNOWN] as const,
  );
  const variables = new Map([...place.variables, ...parameters]);
  return node.body ? visit(node.body as Node, { ...place, variables }) : UNKNOWN;
}

/** Paths, as dotted names, whose being there the expression itself asks about. */
function probesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(probesIn);
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return [];
  const { type, condition, procedure, arguments: given = [] } = node as Node & { procedure?: Node };
  const asked = type === 'condition' ? [condition] : procedure?.value === 'exists' ? (given as Node[]) : [];
  const names = asked.flatMap((one) =>
    one?.type === ('path' as string)
      ? [(one.steps as Node[]).map(({ value }) => String(value ?? '')).join('.')]
      : [],
  );
  return [...names, ...Object.values(node).flatMap(probesIn)];
}
