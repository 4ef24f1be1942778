import { ExpressionSyntaxError } from '../expression/expression.ts';
import { follow, type Inputs } from '../expression/follow.ts';
import {
  element,
  mergeShapes,
  objectShape,
  SCALAR,
  type Shape,
  schemaShape,
  seenShape,
  UNKNOWN,
} from '../expression/shape.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';
import type { Chain, Method } from '../schema/model.ts';
import type { IntegrationFile } from '../types.ts';
import { type Answer, nameOf, recordedAnswers } from './answers.ts';
import type { Subject } from './rule.ts';

/** What is known of the values that the expressions of an integration work on. */
export interface Known {
  settings: Shape;
  arguments(tool: Method | Chain): Shape;
  /** Body of an answer that is no failure. */
  body(method: Method): Shape;
  /** Bodies of all answers, failures included; unknown unless there is a failure among them. */
  anyBody(methods: readonly Method[]): Shape;
  /** One element of the list that the method finds, or the whole body where it finds none. */
  item(method: Method): Shape;
  /** What the tool returns. */
  result(method: string): Shape;
}

export function know(subject: Subject): Known {
  const answers = recordedAnswers(subject);
  const methods = new Map(subject.methods.map((method) => [nameOf(method), method]));
  const of = (method: Method): readonly Answer[] => answers.get(nameOf(method)) ?? [];
  const known: Known = {
    settings: settingsShape(subject.integration),
    arguments: remember(argumentsShape),
    body: remember((method) => bodyShape(method, of(method))),
    anyBody(among) {
      const all = among.flatMap(of);
      return all.some(({ status }) => status >= 400)
        ? seenShape(
            all.map(({ body }) => body),
            'maybe',
          )
        : UNKNOWN;
    },
    item: remember((method) => itemShape(method, known)),
    result: (name) => {
      const method = methods.get(name);
      return method ? resultShape(method, known) : UNKNOWN;
    },
  };
  return known;
}

function remember<Tool extends object>(shapeOf: (tool: Tool) => Shape): (tool: Tool) => Shape {
  const shapes = new Map<Tool, Shape>();
  return (tool) => {
    const shape = shapes.get(tool) ?? shapeOf(tool);
    shapes.set(tool, shape);
    return shape;
  };
}

/** What an expression yields; unknown where it does not parse, which is another rule's finding. */
export function resultOf(source: string, inputs: Inputs): Shape {
  try {
    return follow(source, inputs).result;
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return UNKNOWN;
    throw error;
  }
}

function settingsShape(integration: IntegrationFile | undefined): Shape {
  if (!integration) return UNKNOWN;
  return schemaShape({ properties: integration.account?.properties ?? {} }, 'account', 'never');
}

function argumentsShape({ definition }: Method | Chain): Shape {
  const declared = Object.entries(definition.parameters ?? {});
  const members = declared.map(
    ([name, schema]) => [name, schemaShape(schema as JsonSchema, 'arguments')] as const,
  );
  const inPath = 'request' in definition ? parseRequestLine(definition.request).pathParameters : [];
  return objectShape([...inPath.map((name) => [name, SCALAR] as const), ...members], 'arguments');
}

function bodyShape({ definition }: Method, answers: readonly Answer[]): Shape {
  const { schema, items } = definition.response ?? {};
  if (schema && items === undefined) return schemaShape(schema as JsonSchema, 'schema', 'never');
  const bodies = answers.filter(({ status }) => status < 300).map(({ body }) => body);
  return bodies.length === 0 ? UNKNOWN : seenShape(bodies);
}

function itemShape(method: Method, known: Known): Shape {
  const { schema, items } = method.definition.response ?? {};
  if (schema) return schemaShape(schema as JsonSchema, 'schema', 'never');
  if (items === undefined) return known.body(method);
  return element(resultOf(items, responseInputs(known.body(method), known.arguments(method))));
}

export const responseInputs = (input: Shape, given: Shape): Inputs => ({
  input,
  bindings: { arguments: given },
});

/** What every tool may return beside its own: a dry run, the report of a batch. */
const REPORTS = [
  'dry_run',
  'requests',
  'note',
  'complete',
  'total',
  'done',
  'parts',
  'not_done',
  'uncertain',
];

function resultShape(method: Method, known: Known): Shape {
  const { response, batch } = method.definition;
  const item = mappedShape(method, known);
  if (response?.items !== undefined)
    return objectShape(
      [['result', { ...item, arity: 'list' }], ...['result_count', 'next_cursor', 'note'].map(scalarMember)],
      'result',
    );
  if (!batch && (!item.members || item.arity !== 'one')) return UNKNOWN;
  const members = batch ? [] : (item.members ?? []);
  return objectShape([...REPORTS.map(reportMember), ...members], 'result', 'maybe');
}

const scalarMember = (name: string) => [name, SCALAR] as const;
const reportMember = (name: string) => [name, UNKNOWN] as const;

/** An item as the mapping leaves it. */
function mappedShape(method: Method, known: Known): Shape {
  const { item } = method.definition.response ?? {};
  const input = known.item(method);
  const inputs = responseInputs(input, known.arguments(method));
  if (item === undefined) return { ...input, others: input.members ? 'maybe' : 'any' };
  if (typeof item === 'string') return resultOf(item, inputs);
  const fields = Array.isArray(item)
    ? item.map((name) => [name, input.members?.get(name) ?? UNKNOWN] as const)
    : Object.entries(item).map(([name, field]) => {
        return [name, resultOf(typeof field === 'string' ? field : field.value, inputs)] as const;
      });
  return objectShape(fields, 'result');
}

/** What several methods have in common, for what is said once for all of them. */
export const common = (shapes: readonly Shape[]): Shape => {
  const [first = UNKNOWN, ...rest] = shapes;
  return rest.reduce((all, one) => mergeShapes(all, one), first);
};
