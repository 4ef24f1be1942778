import type { Inputs } from '../expression/follow.ts';
import { objectShape, type Shape, seenShape, UNKNOWN } from '../expression/shape.ts';
import type { Chain, LocatedChain, LocatedMethod, Method } from '../schema/model.ts';
import { pathOf } from '../schema/pointer.ts';
import type { Site } from '../schema/validator.ts';
import type { Path, Source } from '../yaml/source.ts';
import { loginAnswers } from './answers.ts';
import { common, type Known, responseInputs } from './known.ts';
import type { Subject } from './rule.ts';

/** Where an expression stands, and what it works on. */
export interface Scope {
  inputs: Inputs;
  /** The method or chain it belongs to; absent for what is said once for the whole integration. */
  tool?: LocatedMethod | LocatedChain;
  /** The way from there, or from the top of the file. */
  rest: Path;
}

/** `undefined` for places that no rule knows anything about, such as those of the sandbox. */
export type ScopeOf = (source: Source, site: Site) => Scope | undefined;

/** Tells for every place in the files of an integration what is known there. */
export function createScopes(subject: Subject, known: Known): ScopeOf {
  const methods = byPlace(subject.methods);
  const chains = byPlace(subject.chains);
  const shared = sharedInputs(subject, known);
  return (source, { pointer }) => {
    const path = pathOf(pointer);
    const depth = path[0] === 'resources' ? 4 : 2;
    const place = placeOf(source, path.slice(0, depth));
    const rest = path.slice(depth);
    const method = methods.get(place);
    if (method) return { inputs: methodInputs(method, rest, known), tool: method, rest };
    const chain = chains.get(place);
    if (chain) return { inputs: chainInputs(chain, rest, known), tool: chain, rest };
    const inputs = source.data === subject.integration ? shared[String(path[0])]?.(path.slice(1)) : undefined;
    return inputs && { inputs, rest: path };
  };
}

const placeOf = ({ file }: Source, path: Path): string => JSON.stringify([file, ...path]);
const byPlace = <Tool extends { source: Source; path: Path }>(tools: readonly Tool[]) =>
  new Map(tools.map((tool) => [placeOf(tool.source, tool.path), tool]));

const requestInputs = (given: Shape, known: Known, more: Record<string, Shape> = {}): Inputs => ({
  input: given,
  bindings: { arguments: given, account: known.settings, ...more },
});

const PARTS: Readonly<Record<string, (method: Method, rest: Path, known: Known) => Inputs>> = {
  response: (method, [key], known) =>
    responseInputs(key === 'items' ? known.body(method) : known.item(method), known.arguments(method)),
  pagination: (method, _, known) => responseInputs(known.body(method), known.arguments(method)),
  errors: (method, _, known) => responseInputs(known.anyBody([method]), known.arguments(method)),
  parameters(method, [name, , key], known) {
    const from = method.definition.parameters?.[String(name)]?.schema_from;
    if (from && key === 'schema') return responseInputs(known.result(from.method), known.arguments(method));
    return requestInputs(known.arguments(method), known);
  },
};

const methodInputs = (method: Method, [key, ...rest]: Path, known: Known): Inputs =>
  PARTS[String(key)]?.(method, rest, known) ?? requestInputs(known.arguments(method), known);

function chainInputs({ definition, ...chain }: Chain, [key, index, part]: Path, known: Known): Inputs {
  const given = known.arguments({ definition, ...chain });
  const results = (before: number) =>
    objectShape(
      definition.steps.slice(0, before).map((step) => {
        const result = known.result(step.method);
        const isFanOut = step.for_each !== undefined;
        const others = step.on_error === 'continue' ? ('any' as const) : result.others;
        return [step.name, { ...result, others, arity: isFanOut ? ('list' as const) : result.arity }];
      }),
      'steps',
    );
  if (key === 'result') return responseInputs(results(definition.steps.length), given);
  if (key !== 'steps') return requestInputs(given, known);
  const inputs = requestInputs(given, known, { steps: results(Number(index)) });
  const isOfResult = part === 'until';
  return isOfResult
    ? { ...inputs, input: known.result(definition.steps[Number(index)]?.method ?? '') }
    : inputs;
}

/** What is said once for the whole integration, by the key it stands under. */
function sharedInputs(subject: Subject, known: Known): Record<string, (rest: Path) => Inputs | undefined> {
  const { methods, integration } = subject;
  const lists = methods.filter(({ definition }) => definition.response?.items !== undefined);
  const settings: Inputs = { input: known.settings, bindings: { account: known.settings } };
  const bodies = (among: readonly Method[]): Inputs => ({
    input: common(among.map(known.body)),
    bindings: {},
  });
  const failures: Inputs = { input: known.anyBody(methods), bindings: {} };
  return {
    base_url: () => settings,
    auth: (rest) => (rest.includes('token') && rest[0] === 'login' ? login(subject) : settings),
    query: () => ({ input: UNKNOWN, bindings: { account: known.settings } }),
    headers: () => ({ input: UNKNOWN, bindings: { account: known.settings } }),
    response: () =>
      bodies(lists.filter(({ definition }) => definition.response?.items === integration?.response?.items)),
    pagination: () =>
      bodies(lists.filter(({ definition }) => definition.pagination === integration?.pagination)),
    errors: () => failures,
    rate_limit: () => failures,
    prompts([name]) {
      const given = Object.keys(integration?.prompts?.[String(name)]?.arguments ?? {});
      const input = objectShape(
        given.map((one) => [one, UNKNOWN] as const),
        'arguments',
      );
      return { input, bindings: { arguments: input } };
    },
  };
}

function login(subject: Subject): Inputs {
  const { auth } = subject.integration ?? {};
  const answers = auth?.type === 'session' ? loginAnswers(subject, auth.login.request) : [];
  const bodies = answers.filter(({ status }) => status < 300).map(({ body }) => body);
  return { input: bodies.length === 0 ? UNKNOWN : seenShape(bodies), bindings: {} };
}
