import { isObject } from '../json.ts';
import type {
  Chain,
  Integration,
  LocatedChain,
  LocatedIntegration,
  LocatedMethod,
  Method,
} from '../schema/model.ts';
import type { Path, Source } from '../yaml/source.ts';
import type { CaseResult } from './run.ts';

/** Something that an integration's YAML says and that some case should show. */
export interface CoverageItem {
  kind: (typeof COVERAGE_KINDS)[number];
  /** `contacts.list`, or a part of it: `contacts.list: list_id`. */
  name: string;
  /** Where the YAML says it. */
  source: Source;
  path: Path;
  covered: boolean;
}

export const COVERAGE_KINDS = [
  'method',
  'parameter',
  'field',
  'check',
  'question',
  'error',
  'pages',
  'renewal',
] as const;

type Uncovered = Omit<CoverageItem, 'covered'> & { isCoveredBy(result: CaseResult): boolean };

/** What the cases that passed show of an integration: every method, parameter, field, check, question, error, way of paging, renewal. */
export function measureCoverage(
  integration: LocatedIntegration,
  results: readonly CaseResult[],
): CoverageItem[] {
  const passed = results.filter((result) => result.passed);
  const items = [
    ...integration.methods.flatMap(itemsOfMethod),
    ...integration.chains.flatMap(itemsOfChain),
    ...errorItems(integration.definition.errors, integration.source, [], () => true),
    ...pagingItems(integration),
    ...renewalItems(integration),
  ];
  return items.map(({ isCoveredBy, ...item }) => ({ ...item, covered: passed.some(isCoveredBy) }));
}

const succeeded = ({ outcome }: CaseResult) => 'value' in outcome;

function itemsOfMethod(method: LocatedMethod): Uncovered[] {
  const { definition, source, path } = method;
  const isMine = isOf(method);
  return [
    ...itemsOfChain(method),
    ...fieldNames(method).map((field): Uncovered => {
      return {
        kind: 'field',
        name: `${nameOf(method)}: ${field}`,
        source,
        path: [...path, 'response', 'item', field],
        isCoveredBy: (result) => isMine(result) && hasField(result, field),
      };
    }),
    ...(definition.checks ?? []).map((check, index): Uncovered => {
      return {
        kind: 'check',
        name: `${nameOf(method)}: ${check.assert.trim().replaceAll(/\s+/g, ' ')}`,
        source,
        path: [...path, 'checks', index],
        isCoveredBy: ({ outcome }) => 'error' in outcome && outcome.error.origin === check,
      };
    }),
    ...errorItems(definition.errors, source, path, isMine),
  ];
}

/** What methods and chains have in common. */
function itemsOfChain(method: LocatedMethod | LocatedChain): Uncovered[] {
  const { definition, source, path } = method;
  const isMine = isOf(method);
  const parameters = Object.keys(definition.parameters ?? {}).map((name): Uncovered => {
    return {
      kind: 'parameter',
      name: `${nameOf(method)}: ${name}`,
      source,
      path: [...path, 'parameters', name],
      isCoveredBy: (result) => isMine(result) && Object.hasOwn(result.case.definition.arguments ?? {}, name),
    };
  });
  const question: Uncovered[] =
    definition.confirm === undefined
      ? []
      : [
          {
            kind: 'question',
            name: nameOf(method),
            source,
            path: [...path, 'confirm'],
            isCoveredBy: (result) =>
              isMine(result) &&
              'error' in result.outcome &&
              result.outcome.error.code === 'confirmation_required',
          },
        ];
  const whole: Uncovered = {
    kind: 'method',
    name: nameOf(method),
    source,
    path,
    isCoveredBy: (result) => isMine(result) && succeeded(result),
  };
  return [whole, ...parameters, ...question];
}

function errorItems(
  rules: Integration['definition']['errors'] = [],
  source: Source,
  path: Path,
  isMine: (result: CaseResult) => boolean,
): Uncovered[] {
  return rules.map((rule, index) => ({
    kind: 'error',
    name: `${rule.code}: ${rule.when.trim().replaceAll(/\s+/g, ' ')}`,
    source,
    path: [...path, 'errors', index],
    isCoveredBy: (result) =>
      isMine(result) && 'error' in result.outcome && result.outcome.error.origin === rule,
  }));
}

/** One item for each way of paging, however many methods share it. */
function pagingItems({ methods, definition, source }: LocatedIntegration): Uncovered[] {
  const ways = new Map<unknown, LocatedMethod[]>();
  for (const method of methods) {
    const { pagination } = method.definition;
    if (pagination && pagination.type !== 'none')
      ways.set(pagination, [...(ways.get(pagination) ?? []), method]);
  }
  return [...ways].map(([way, [first, ...others]]): Uncovered => {
    const isShared = way === definition.pagination;
    const among = [first, ...others].map((method) => isOf(method!));
    return {
      kind: 'pages',
      name: `${(way as { type: string }).type}${isShared ? '' : ` (${nameOf(first!)})`}`,
      source: isShared ? source : first!.source,
      path: isShared ? ['pagination'] : [...first!.path, 'pagination'],
      isCoveredBy: (result) =>
        among.some((isMine) => isMine(result)) && succeeded(result) && turnedAPage(result),
    };
  });
}

const turnedAPage = ({ made }: CaseResult) =>
  new Set(
    made
      .filter(({ isStanding }) => !isStanding)
      .map(({ request }) => JSON.stringify([request.url, request.query, request.body])),
  ).size > 1;

/** Whether credentials that are obtained are seen to expire, and the request to be made again. */
function renewalItems({ definition: { auth }, source }: LocatedIntegration): Uncovered[] {
  if (auth?.type !== 'session' && auth?.type !== 'oauth2') return [];
  const expired = auth.type === 'session' ? (auth.renew_on ?? [401]) : [401];
  return [
    {
      kind: 'renewal',
      name: auth.type,
      source,
      path: ['auth'],
      isCoveredBy: (result) =>
        succeeded(result) &&
        result.made.some(({ response }) => response && expired.includes(response.status)),
    },
  ];
}

const nameOf = ({ resource, name }: Method | Chain) => `${resource}.${name}`;
const isOf = (method: Method | Chain) => (result: CaseResult) => result.case.method === nameOf(method);

/** Fields that the YAML itself names. */
function fieldNames({ definition: { response } }: Method): string[] {
  const item = response?.item;
  if (item === undefined || typeof item === 'string') return [];
  return Array.isArray(item) ? item : Object.keys(item);
}

function hasField({ outcome }: CaseResult, field: string): boolean {
  if (!('value' in outcome)) return false;
  const { result } = outcome.value;
  const items = Array.isArray(result) ? result : [outcome.value];
  return items.some((item) => isObject(item) && Object.hasOwn(item, field));
}
