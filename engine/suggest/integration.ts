import type { IntegrationFile, ResourceFile } from '../types.ts';
import { writeYaml } from '../yaml/write.ts';
import { settingsIn } from './auth.ts';
import type { Endpoint } from './endpoint.ts';
import type { SuggestedMethod } from './method.ts';

/** A file to write, by its path from the place of the integration. */
export interface SuggestedFile {
  name: string;
  text: string;
}

export interface IntegrationPlan {
  name: string;
  label: string;
  /** May hold placeholders such as `{{$account.instance}}`. */
  baseUrl: string;
  docs?: string | undefined;
  /** Value of `auth:`. */
  auth: Readonly<Record<string, unknown>>;
  endpoint: Pick<Endpoint, 'resource'>;
  method: SuggestedMethod;
  /** Keys of `pagination:` that are known better. */
  pagination?: Readonly<Record<string, unknown>> | undefined;
}

/** A whole integration as the text of its files: a folder's, or a single one. */
export function suggestFiles(plan: IntegrationPlan, isSingle: boolean): SuggestedFile[] {
  const { endpoint, method } = plan;
  const methods = { [method.name]: method.definition };
  const parts = integrationParts(plan);
  const remarks = remarksOn(method);
  if (isSingle) {
    const resources = { resources: { [endpoint.resource]: { methods } } };
    return [
      {
        name: `${plan.name}.yaml`,
        text: write('integration.schema.json', remarks, [...parts, resources]),
      },
    ];
  }
  const resource: ResourceFile = { resource: endpoint.resource, methods };
  return [
    { name: 'integration.yaml', text: write('../integration.schema.json', [], parts) },
    {
      name: `resources/${endpoint.resource}.yaml`,
      text: write('../../integration.schema.json', remarks, [resource]),
    },
  ];
}

/** The keys of `integration.yaml` in groups, as a person would set them apart. */
function integrationParts({
  name,
  label,
  docs,
  baseUrl,
  auth,
  method,
  pagination,
}: IntegrationPlan): Partial<IntegrationFile>[] {
  const account = settingsIn([baseUrl, auth], label);
  const paging = pagination ?? method.pagination;
  return [
    { ymcp: 1, name, label, ...(docs !== undefined && { docs }) },
    ...(account ? [{ account }] : []),
    { base_url: baseUrl, auth: auth as unknown as NonNullable<IntegrationFile['auth']> },
    ...(paging ? [{ pagination: paging as unknown as NonNullable<IntegrationFile['pagination']> }] : []),
  ];
}

/** What the mapping does not say itself, as a comment. */
function remarksOn({ mapping, doubts }: SuggestedMethod): string[] {
  if (!mapping) return [...doubts];
  return [
    ...mapping.left.map(({ field, reason }) => `Left out: ${field} (${reason}).`),
    ...(mapping.empty.length > 0
      ? [`Empty in the sample, so of unknown type: ${mapping.empty.join(', ')}.`]
      : []),
    ...doubts.map((doubt) => doubt.charAt(0).toUpperCase() + doubt.slice(1)),
  ];
}

function write(schema: string, remarks: readonly string[], parts: readonly object[]): string {
  const comment = [`yaml-language-server: $schema=${schema}`, ...remarks]
    .map((line) => `# ${line}`)
    .join('\n');
  return `${comment}\n${parts.map((part) => writeYaml(part)).join('\n')}`;
}
