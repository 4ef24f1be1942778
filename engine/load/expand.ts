import { parseRequestLine } from '../http/request-line.ts';
import type { Chain, CheckedFile, Method } from '../schema/model.ts';
import { toolName } from '../tool-name.ts';
import type { IntegrationFile, MethodDefinition, ResourceFile } from '../types.ts';
import type { Content, Path } from '../yaml/source.ts';

/** A file that was found to be right, and what it is. */
export type RightFile<From extends Content> = Pick<CheckedFile, 'kind'> & { source: From };

interface ResourcePlace<From> {
  resource: string;
  tags: readonly string[];
  methods: ResourceFile['methods'];
  chains: NonNullable<ResourceFile['chains']>;
  source: From;
  path: Path;
}

/** Every method of every resource in its long form, in the order of the files. */
export function expandMethods<From extends Content>(
  files: readonly RightFile<From>[],
  integration: IntegrationFile | undefined,
): Method<From>[] {
  return files.flatMap(resourcesOf).flatMap(({ resource, tags, methods, source, path }) =>
    Object.entries(methods).map(([name, method]): Method<From> => {
      const definition = withDefaults(
        typeof method === 'string' ? longForm(method) : method,
        name,
        integration,
      );
      return {
        resource,
        name,
        tool: definition.tool ?? toolName(integration?.label ?? '', resource, name),
        definition,
        isShort: typeof method === 'string',
        tags: allTags(integration?.tags, tags, definition.tags),
        source,
        path: [...path, 'methods', name],
      };
    }),
  );
}

/** Every chain of every resource, in the order of the files. */
export function expandChains<From extends Content>(
  files: readonly RightFile<From>[],
  integration: IntegrationFile | undefined,
): Chain<From>[] {
  return files.flatMap(resourcesOf).flatMap(({ resource, tags, chains, source, path }) =>
    Object.entries(chains).map(([name, definition]): Chain<From> => {
      return {
        resource,
        name,
        tool: definition.tool ?? toolName(integration?.label ?? '', resource, name),
        definition,
        tags: allTags(integration?.tags, tags, definition.tags),
        source,
        path: [...path, 'chains', name],
      };
    }),
  );
}

const allTags = (...lists: (readonly string[] | undefined)[]): string[] => [
  ...new Set(lists.flatMap((list) => list ?? [])),
];

function resourcesOf<From extends Content>({ source, kind }: RightFile<From>): ResourcePlace<From>[] {
  if (kind === 'resource_file') {
    const { resource, tags = [], methods, chains = {} } = source.data as ResourceFile;
    return [{ resource, tags, methods, chains, source, path: [] }];
  }
  if (kind !== 'integration_file') return [];
  const { resources = {} } = source.data as IntegrationFile;
  return Object.entries(resources).map(([resource, { tags = [], methods, chains = {} }]) => {
    return { resource, tags, methods, chains, source, path: ['resources', resource] };
  });
}

function longForm(request: string): MethodDefinition {
  const names = parseRequestLine(request).pathParameters;
  return {
    request,
    parameters: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  };
}

/** Fills in what the integration says for all methods. */
function withDefaults(
  method: MethodDefinition,
  name: string,
  integration: IntegrationFile | undefined,
): MethodDefinition {
  const { response, pagination, body_format: format, query_arrays: arrays } = integration ?? {};
  const items = method.response?.items ?? (name === 'list' ? (response?.items ?? '$') : undefined);
  return {
    ...method,
    ...(items !== undefined && { response: { ...method.response, items } }),
    ...(items !== undefined && pagination && { pagination: method.pagination ?? pagination }),
    ...(arrays && { query_arrays: method.query_arrays ?? arrays }),
    ...(format && { body_format: method.body_format ?? format }),
  };
}
