import { type Bindings, compileExpression, type Expression } from '../expression/expression.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { Guard, Route, SandboxFile } from '../types.ts';
import { type Answer, compileAnswer, type MakeAnswer } from './answer.ts';
import { recordsIn, type Store } from './store.ts';

export interface SandboxRoute {
  verb: string;
  segments: readonly string[];
  handle(input: unknown, bindings: Bindings): Promise<Answer>;
}

interface CompiledGuard {
  when: Expression;
  answer: MakeAnswer;
}

/** Compiles every route once. */
export function compileRoutes({ routes, guards = [] }: SandboxFile, store: Store): SandboxRoute[] {
  const shared = guards.map(compileGuard);
  return Object.entries(routes).map(([line, route]) => {
    const { verb, target } = parseRequestLine(line);
    return {
      verb,
      segments: target.split('/'),
      handle: compileRoute(route, route.open ? [] : shared, store),
    };
  });
}

function compileRoute(route: Route, shared: readonly CompiledGuard[], store: Store): SandboxRoute['handle'] {
  const names = entriesOf(route.let);
  const guards = (route.guards ?? []).map(compileGuard);
  const puts = entriesOf(route.put);
  const removals = entriesOf(route.remove);
  const answer = compileAnswer(route);

  return async (input, given) => {
    const refused = await firstRefusal(shared, input, given);
    if (refused) return refused;
    const bindings: Record<string, unknown> = { ...given };
    for (const [name, expression] of names) bindings[name] = await expression.evaluate(input, bindings);
    const refusedHere = await firstRefusal(guards, input, bindings);
    if (refusedHere) return refusedHere;
    await change(store, puts, removals, (expression) => expression.evaluate(input, bindings));
    return answer(input, bindings);
  };
}

const entriesOf = (expressions: Record<string, string> = {}) =>
  Object.entries(expressions).map(([name, source]) => [name, compileExpression(source)] as const);

const compileGuard = ({ when, ...answer }: Guard): CompiledGuard => ({
  when: compileExpression(`$boolean(${when}\n)`),
  answer: compileAnswer(answer),
});

async function firstRefusal(
  guards: readonly CompiledGuard[],
  input: unknown,
  bindings: Bindings,
): Promise<Answer | undefined> {
  for (const { when, answer } of guards)
    if ((await when.evaluate(input, bindings)) === true) return answer(input, bindings);
  return undefined;
}

/** Works out every change before it makes the first, so that a failing expression changes nothing. */
async function change(
  store: Store,
  puts: readonly (readonly [string, Expression])[],
  removals: readonly (readonly [string, Expression])[],
  evaluate: (expression: Expression) => unknown,
): Promise<void> {
  const records: [string, ReturnType<typeof recordsIn>][] = [];
  const keys: [string, unknown[]][] = [];
  for (const [name, expression] of puts) records.push([name, recordsIn(await evaluate(expression))]);
  for (const [name, expression] of removals) keys.push([name, [await evaluate(expression)].flat()]);
  for (const [name, list] of records) for (const record of list) store.put(name, record);
  for (const [name, list] of keys) for (const key of list) store.remove(name, key);
}

/** The route for a path, literal segments before `{parameters}`, with the parameters' values. */
export function matchRoute(routes: readonly SandboxRoute[], verb: string, path: string) {
  const segments = path.split('/');
  const fitting = routes
    .filter((route) => route.segments.length === segments.length)
    .filter((route) =>
      route.segments.every((segment, index) => isParameter(segment) || segment === segments[index]),
    )
    .sort((a, b) => a.segments.filter(isParameter).length - b.segments.filter(isParameter).length);
  const route = fitting.find((candidate) => candidate.verb === verb);
  if (!route) return { route: undefined, otherVerb: fitting.length > 0 };
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries())
    if (isParameter(segment)) parameters[segment.slice(1, -1)] = decodeURIComponent(segments[index] ?? '');
  return { route, parameters };
}

const isParameter = (segment: string) => /^\{\w+\}$/.test(segment);
