import { parseRequestLine } from '../http/request-line.ts';
import type { Case, Method } from '../schema/model.ts';
import type { Exchange } from '../types.ts';
import type { Subject } from './rule.ts';

/** An answer that a case gives. */
export interface Answer {
  status: number;
  body: unknown;
}

/** The answers of the cases, by the method (`resource.name`) whose request they answer. */
export function recordedAnswers({ methods, chains, cases }: Subject): ReadonlyMap<string, readonly Answer[]> {
  const byName = new Map(methods.map((method) => [nameOf(method), method]));
  const steps = new Map(
    chains.map((chain) => [nameOf(chain), chain.definition.steps.map(({ method }) => method)]),
  );
  const asked = (name: string): readonly string[] => {
    const others = Object.values(byName.get(name)?.definition.parameters ?? {});
    return [name, ...others.flatMap(({ schema_from: from }) => (from ? [from.method] : []))];
  };
  const answers = new Map<string, Answer[]>();
  for (const one of cases) {
    const candidates = new Set((steps.get(one.method) ?? [one.method]).flatMap(asked));
    for (const exchange of one.definition.exchanges ?? []) {
      const name = [...candidates].find((candidate) => answersTo(exchange, one, byName.get(candidate)));
      if (name !== undefined) answers.set(name, [...(answers.get(name) ?? []), ...answerOf(exchange)]);
    }
  }
  return answers;
}

export const nameOf = ({ resource, name }: { resource: string; name: string }): string =>
  `${resource}.${name}`;

/** The answers that cases give to the request that logs in, `POST https://…`, whatever stands in its placeholders. */
export function loginAnswers({ cases }: Subject, request: string): Answer[] {
  const pattern = asPattern(request.split('?')[0] ?? '', /\{\{.*?\}\}/);
  const seen = new Set<Exchange>(
    cases.flatMap(({ setup, definition }) => [...(setup.standing ?? []), ...(definition.exchanges ?? [])]),
  );
  return [...seen].filter(({ request: made }) => pattern.test(made.split('?')[0] ?? '')).flatMap(answerOf);
}

function answersTo({ request }: Exchange, { setup }: Case, method: Method | undefined): boolean {
  if (!method) return false;
  const [made = ''] = request.split('?');
  const path = setup.base_url === undefined ? made : made.replace(` ${setup.base_url}`, ' ');
  const { verb, target } = parseRequestLine(method.definition.request);
  return asPattern(`${verb} ${target}`, /\{\w+\}/).test(path);
}

/** A pattern for a text whose placeholders may be anything within a segment of a path. */
function asPattern(text: string, placeholder: RegExp): RegExp {
  const literal = text.split(placeholder).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]+')}$`);
}

/** Only data counts: a text may be in any format. */
const answerOf = ({ respond: { status = 200, body } = {} }: Exchange): Answer[] =>
  typeof body === 'object' && body !== null ? [{ status, body }] : [];
