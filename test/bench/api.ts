import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Tools that each resource makes: list, get, create, update, delete. */
const PER_RESOURCE = 5;

type Schema = Record<string, unknown>;

interface Parameter {
  name: string;
  schema: Schema;
  description: string;
}

const FILTERS: readonly Parameter[] = [
  { name: 'search', schema: { type: 'string' }, description: 'Words to look for in names and addresses.' },
  { name: 'status', schema: { type: 'string', enum: ['active', 'archived'] }, description: 'Only these.' },
  {
    name: 'created_after',
    schema: { type: 'string', format: 'date-time' },
    description: 'Only what was made after this time, as RFC 3339.',
  },
];

const FIELDS: Readonly<Record<string, Schema>> = {
  email: { type: 'string', format: 'email', description: 'Address; must be unique.' },
  first_name: { type: 'string', maxLength: 80, description: 'Given name.' },
  last_name: { type: 'string', maxLength: 80, description: 'Family name.' },
  city: { type: 'string', description: 'Town of residence.' },
  status: { type: 'string', enum: ['active', 'archived'], description: 'Archived ones get no mail.' },
  score: { type: 'integer', minimum: 0, maximum: 100, description: 'Engagement, 100 at best.' },
  tags: { type: 'array', items: { type: 'string' }, description: 'Labels, in any order.' },
};

const RESOURCES = [
  'contacts',
  'lists',
  'campaigns',
  'segments',
  'templates',
  'orders',
  'invoices',
  'tickets',
];

/** `contacts`, `lists`, …, `contacts_2`, …: as many names as there should be resources. */
const resourceNames = (tools: number): string[] =>
  Array.from({ length: tools / PER_RESOURCE }, (_, index) => {
    const round = Math.floor(index / RESOURCES.length);
    const name = RESOURCES[index % RESOURCES.length] ?? '';
    return round === 0 ? name : `${name}_${round + 1}`;
  });

const one = (resource: string) => resource.replace(/s(_\d+)?$/, '$1');
const object = (properties: Schema, required: readonly string[] = []): Schema => {
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
};

/** One operation of the API, from which each side's own description of it is made. */
interface Endpoint {
  resource: string;
  method: string;
  verb: string;
  path: string;
  summary: string;
  query: readonly Parameter[];
  body?: Schema;
}

const PAGING: readonly Parameter[] = [
  { name: 'offset', schema: { type: 'integer', minimum: 0 }, description: 'How many to skip.' },
  {
    name: 'limit',
    schema: { type: 'integer', minimum: 1, maximum: 1_000 },
    description: 'How many to give.',
  },
];

const endpointsOf = (resource: string): Endpoint[] => [
  {
    resource,
    method: 'list',
    verb: 'get',
    path: `/${resource}`,
    summary: `Lists ${resource}, the newest first.`,
    query: [...FILTERS, ...PAGING],
  },
  {
    resource,
    method: 'get',
    verb: 'get',
    path: `/${resource}/{id}`,
    summary: `Gets one of the ${resource} by id.`,
    query: [],
  },
  {
    resource,
    method: 'create',
    verb: 'post',
    path: `/${resource}`,
    summary: `Adds one of the ${resource}.`,
    query: [],
    body: object(FIELDS, ['email']),
  },
  {
    resource,
    method: 'update',
    verb: 'patch',
    path: `/${resource}/{id}`,
    summary: `Changes one of the ${resource}; what is left out stays.`,
    query: [],
    body: object(FIELDS),
  },
  {
    resource,
    method: 'delete',
    verb: 'delete',
    path: `/${resource}/{id}`,
    summary: `Removes one of the ${resource} for good.`,
    query: [],
  },
];

const ID: Parameter = { name: 'id', schema: { type: 'string' }, description: 'Its id.' };
const takesId = ({ path }: Endpoint) => path.includes('{id}');

/** What every side of a comparison is started with. */
export interface Api {
  tools: number;
  url: string;
  /** OpenAPI 3.0 document. */
  document: string;
  /** Folder of the equal ymcp integration. */
  integration: string;
  /** Plain list of tools for the servers written by hand. */
  list: string;
}

/** Writes the API with this many operations to a folder, in the form that each side reads. */
export function writeApi(folder: string, tools: number, url: string): Api {
  const endpoints = resourceNames(tools).flatMap(endpointsOf);
  const base = join(folder, String(tools));
  const integration = join(base, 'crm');
  mkdirSync(join(integration, 'resources'), { recursive: true });
  const document = join(base, 'openapi.json');
  const list = join(base, 'tools.json');
  writeFileSync(document, JSON.stringify(openApi(endpoints, url)));
  writeFileSync(list, JSON.stringify(endpoints.map(handTool)));
  writeFileSync(join(integration, 'integration.yaml'), stringify(integrationFile(url)));
  for (const resource of resourceNames(tools))
    writeFileSync(
      join(integration, 'resources', `${resource}.yaml`),
      stringify(resourceFile(resource, endpointsOf(resource))),
    );
  return { tools, url, document, integration, list };
}

function openApi(endpoints: readonly Endpoint[], url: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const endpoint of endpoints) {
    const path = paths[endpoint.path] ?? {};
    path[endpoint.verb] = openApiOperation(endpoint);
    paths[endpoint.path] = path;
  }
  return { openapi: '3.0.3', info: { title: 'CRM', version: '1.0.0' }, servers: [{ url }], paths };
}

function openApiOperation(endpoint: Endpoint): Schema {
  const query = endpoint.query.map((one) => ({ ...one, in: 'query', required: false }));
  const path = takesId(endpoint) ? [{ ...ID, in: 'path', required: true }] : [];
  const content = endpoint.body && { 'application/json': { schema: endpoint.body } };
  return {
    operationId: operationId(endpoint),
    summary: endpoint.summary,
    tags: [endpoint.resource],
    parameters: [...path, ...query],
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: object({ ...FIELDS, id: { type: 'integer' } }) } },
      },
    },
  };
}

const operationId = ({ method, resource }: Endpoint) =>
  `${method}_${method === 'list' ? resource : one(resource)}`;

function handTool(endpoint: Endpoint) {
  const parameters = [...(takesId(endpoint) ? [ID] : []), ...endpoint.query];
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { ...schema, description }]),
  );
  const { properties: fields = {}, required = [] } = (endpoint.body ?? {}) as {
    properties?: Schema;
    required?: string[];
  };
  return {
    name: operationId(endpoint),
    description: endpoint.summary,
    inputSchema: object({ ...properties, ...fields }, [...(takesId(endpoint) ? ['id'] : []), ...required]),
    verb: endpoint.verb.toUpperCase(),
    path: endpoint.path,
  };
}

const integrationFile = (url: string) => ({
  ymcp: 1,
  name: 'crm',
  label: 'CRM',
  base_url: url,
  limits: { output_bytes: 100_000_000, concurrency: 32 },
  pagination: { type: 'offset', offset: 'offset', limit: 'limit', max_limit: 1_000, total: 'total' },
  response: { items: 'data' },
});

/** Three fields of an item, one of them from an object inside it. */
export const ITEM = { id: 'id', email: 'email', city: 'address.city' } as const;

function resourceFile(resource: string, endpoints: readonly Endpoint[]) {
  const methods = endpoints.map((endpoint) => {
    const { method, verb, path, summary, query, body } = endpoint;
    const { properties: fields = {}, required } = (body ?? {}) as {
      properties?: Schema;
      required?: string[];
    };
    const own = query.filter((parameter) => !PAGING.includes(parameter));
    const parameters = Object.fromEntries(
      [...(takesId(endpoint) ? [ID] : []), ...own].map(({ name, schema, description }) => [
        name,
        { ...schema, description },
      ]),
    );
    const definition = {
      request: `${verb.toUpperCase()} ${path}`,
      description: summary,
      parameters: { ...parameters, ...fields },
      ...(required && { required }),
      ...(method === 'list' && { response: { items: 'data', item: ITEM } }),
    };
    return [method, definition] as const;
  });
  return { resource, methods: Object.fromEntries(methods) };
}
