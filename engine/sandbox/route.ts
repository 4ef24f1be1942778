import { type Bindings, compileExpression, type Expression } from '../expression/expression.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { Guard, Route, SandboxFile } from '../types.ts';
import { type Answer, compileAnswer, type MakeAnswer } from './answer.ts';
import { lend, settle } from './lend.ts';
import type { Store } from './store.ts';

export interface SandboxRoute {
  verb: string;
  segments: readonly string[];
  /** `input` is the request body, `undefined` when there is none. */
  handle(input: unknown, bindings: Bindings): Promise<Answer>;
}

interface CompiledGuard {
  when: Expression;
  answer: MakeAnswer;
}

type Named = readonly (readonly [name: string, expression: Expression])[];

/** Compiles every route once; throws when one changes a collection that is not there. */
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
  const names = compileNamed(route.let);
  const guards = (route.guards ?? []).map(compileGuard);
  const change = compileChange(route, store);
  const answer = compileAnswer(route);

  return async (input, given) => {
    const refused = await firstRefusal(shared, input, given);
    if (refused) return refused;
    const bindings = { ...given };
    for (const [name, expression] of names) bind(bindings, name, await expression.evaluate(input, bindings));
    const refusedHere = await firstRefusal(guards, input, bindings);
    if (refusedHere) return refusedHere;
    await change(input, bindings);
    return answer(input, bindings);
  };
}

const compileNamed = (sources: Readonly<Record<string, string>> = {}): Named =>
  Object.entries(sources).map(([name, source]) => [name, compileExpression(source)] as const);

const compileGuard = ({ when, ...answer }: Guard): CompiledGuard => ({
  when: compileExpression(`$boolean(${when}\n)`),
  answer: compileAnswer(answer),
});

/** Every expression spreads the bindings into a frame of its own, so each reads the value lent anew. */
function bind(bindings: Bindings, name: string, value: unknown): void {
  settle(value);
  Object.defineProperty(bindings, name, { get: () => lend(value), enumerable: true, configurable: true });
}

async function firstRefusal(
  guards: readonly CompiledGuard[],
  input: unknown,
  bindings: Bindings,
): Promise<Answer | undefined> {
  for (const { when, answer } of guards)
    if ((await when.evaluate(input, bindings)) === true) return answer(input, bindings);
  return undefined;
}

/** Works out every change before the store makes the first, so that a failing expression changes nothing. */
function compileChange({ put, remove }: Route, store: Store) {
  const puts = compileNamed(put);
  const removals = compileNamed(remove);
  for (const [name] of [...puts, ...removals]) store.count(name);
  return async (input: unknown, bindings: Bindings): Promise<void> =>
    store.change({
      put: await evaluateAll(puts, input, bindings),
      remove: await evaluateAll(removals, input, bindings),
    });
}

async function evaluateAll(named: Named, input: unknown, bindings: Bindings) {
  const values: [string, unknown][] = [];
  for (const [name, expression] of named) values.push([name, await expression.evaluate(input, bindings)]);
  return values;
}
