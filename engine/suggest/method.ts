import { decode } from '../http/decode.ts';
import { isSafe } from '../http/request-line.ts';
import type { HttpResponse } from '../http/send.ts';
import { isObject } from '../json.ts';
import { recognisePagination } from '../pagination/index.ts';
import { looksPaged } from '../pagination/looks-paged.ts';
import type { MethodDefinition, Pagination, ResponseDefinition } from '../types.ts';
import { argumentsOf, type Given } from './arguments.ts';
import { describe } from './describe.ts';
import type { Endpoint } from './endpoint.ts';
import { findList, findThing } from './list.ts';
import { type SuggestedMapping, suggestMapping } from './mapping.ts';
import { schemaOf } from './schema.ts';

/** A method for one endpoint, and how sure its parts are. */
export interface SuggestedMethod {
  name: string;
  definition: MethodDefinition;
  pagination?: Pagination;
  /** Arguments of the call that the sample is the answer to. */
  arguments: Record<string, unknown>;
  mapping?: SuggestedMapping;
  /** Where the list is, and how many items the sample has. */
  list?: { expression: string; count: number };
  /** What the author of the YAML should look at, in sentences. */
  doubts: readonly string[];
}

export interface EndpointSample {
  endpoint: Endpoint;
  label: string;
  /** One answer; without it, the answer passes as it is. */
  answer?: HttpResponse | undefined;
  /** A request body that the API takes. */
  body?: unknown;
  /** Values of path parameters and filters. */
  arguments: Readonly<Record<string, unknown>>;
}

/** What an answer suggests: a list with its pages, or one thing; a mapping with types either way. */
export function suggestMethod(sample: EndpointSample): SuggestedMethod {
  const { endpoint, answer } = sample;
  const body = answer && decode(answer);
  const list =
    endpoint.method === 'get' || body === undefined ? undefined : findList(body, endpoint.resource);
  const isList =
    list !== undefined && (endpoint.method === 'list' || (isSafe(endpoint.verb) && Array.isArray(body)));
  if (answer && list && isList) return listMethod(sample, answer, body, list);
  return singleMethod(sample, body);
}

function listMethod(
  sample: EndpointSample,
  answer: HttpResponse,
  body: unknown,
  { expression, items, others }: NonNullable<ReturnType<typeof findList>>,
): SuggestedMethod {
  const { endpoint } = sample;
  const { headers } = answer;
  const page = { body, headers, query: endpoint.query, count: items.length };
  const [best, ...rest] = recognisePagination(page);
  const isUnsaid = !best && looksPaged({ ...page, state: {}, size: 0, url: answer.url, bindings: {} });
  const mapping = suggestMapping(items);
  const given = argumentsOf(sample, new Set(Object.values(best?.config ?? {}).map(String)));
  return {
    name: endpoint.method,
    definition: {
      ...definitionOf(sample, given, mapping),
      response: { items: expression, ...responseOf(mapping, items) },
    },
    ...(best && { pagination: best.config }),
    arguments: { ...given.values, ...(items.length > 0 && { limit: items.length }) },
    mapping,
    list: { expression, count: items.length },
    doubts: [
      ...(best?.doubts ?? []),
      ...smallPages(best?.config),
      ...(rest.length > 0
        ? [
            `the answer would also fit pagination by ${rest.map(({ config }) => `\`${config.type}\``).join(' or ')}.`,
          ]
        : []),
      ...(isUnsaid ? ['the answer says that there is more, but not how to get it; set `pagination:`.'] : []),
      ...(others.length > 0
        ? [`the answer has other lists: ${others.map((one) => `\`${one}\``).join(', ')}.`]
        : []),
      ...(items.length === 0 ? ['the list in the sample is empty, so nothing is known of its items.'] : []),
    ],
  };
}

/** What a page of the sample held is no more than what a page is known to hold. */
function smallPages(pagination: Pagination | undefined): string[] {
  const size = pagination && 'max_limit' in pagination ? pagination.max_limit : undefined;
  return size === undefined
    ? []
    : [`\`max_limit: ${size}\` is the page size of the sample; raise it to the most that the API gives.`];
}

function singleMethod(sample: EndpointSample, body: unknown): SuggestedMethod {
  const { endpoint } = sample;
  const { path, thing } = findThing(body, endpoint.resource);
  const mapping = isObject(thing) ? suggestMapping([thing], path) : undefined;
  const given = argumentsOf(sample, new Set());
  const name = endpoint.method === 'list' ? 'get' : endpoint.method;
  const response = body === undefined ? undefined : responseOf(mapping, [body]);
  const isLost = isObject(body) && path.length > 0 ? Object.keys(body).filter((key) => key !== path[0]) : [];
  return {
    name,
    definition: {
      ...definitionOf({ ...sample, endpoint: { ...endpoint, method: name } }, given, mapping),
      ...(response && Object.keys(response).length > 0 && { response }),
    },
    arguments: given.values,
    ...(mapping && { mapping }),
    doubts:
      isLost.length > 0
        ? [`the mapping has nothing of ${isLost.map((key) => `\`${key}\``).join(', ')}.`]
        : [],
  };
}

/** The mapping, or for items without fields their schema. */
function responseOf(mapping: SuggestedMapping | undefined, items: readonly unknown[]): ResponseDefinition {
  const fields = Object.entries(mapping?.fields ?? {});
  if (fields.length > 0)
    return {
      item: Object.fromEntries(
        fields.map(([name, field]) => [name, isBare(field) ? field.value : field]),
      ) as SuggestedMapping['fields'],
    };
  const schema = schemaOf(items);
  return Object.keys(schema).length > 0 && !items.some(isObject) ? { schema } : {};
}

const isBare = (field: string | { value: string }): field is { value: string } =>
  typeof field !== 'string' && Object.keys(field).length === 1;

function definitionOf(
  { endpoint, label, answer }: EndpointSample,
  { parameters, required }: Given,
  mapping: SuggestedMapping | undefined,
): MethodDefinition {
  return {
    description: describe(endpoint, label, Object.keys(mapping?.fields ?? {})),
    request: `${endpoint.verb} ${endpoint.path}`,
    source: answer
      ? { status: 'observed', note: 'From one answer; names and types beyond it are not known.' }
      : { status: 'inferred', note: 'Not tried yet; no answer has been seen.' },
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(required.length > 0 && { required }),
  };
}
