import { isObject, type JsonSchema } from '../json.ts';
import { formatSchema } from './compose.ts';
import { type Examples, resolveSchema } from './examples.ts';

interface Section {
  title: string;
  intro: string;
  schema: JsonSchema;
  /** Keys that are shown elsewhere. */
  without?: readonly string[];
}

const definitions = formatSchema.definitions as Record<string, JsonSchema>;
const define = (name: string): JsonSchema => definitions[name] ?? {};

/** The reference of the format as Markdown tables, from the same schema that validates it, with an example of every key. */
export function formatReference(examples: Examples): string {
  const valueKeys = Object.keys(define('value').properties as object);
  const sections: Section[] = [
    { title: '`integration.yaml`', intro: 'One REST API.', schema: define('integration_file') },
    { title: '`account`', intro: String(define('account').description), schema: define('account') },
    {
      title: 'A setting of `account`',
      intro: "What one account supplies. Settings take the keys of a value's schema, and:",
      schema: settingSchema(),
      without: valueKeys,
    },
    { title: '`limits`', intro: String(define('limits').description), schema: define('limits') },
    { title: '`retry`', intro: String(define('retry').description), schema: define('retry') },
    { title: '`rate_limit`', intro: String(define('rate_limit').description), schema: define('rate_limit') },
    {
      title: '`rate_limit.budget`',
      intro: 'Requests that one account may make.',
      schema: properties(define('rate_limit')).budget ?? {},
    },
    {
      title: 'An entry of `errors`',
      intro: 'An answer that is an error.',
      schema: properties(define('integration_file')).errors?.items as JsonSchema,
    },
    { title: '`resources/*.yaml`', intro: 'One file per resource.', schema: define('resource_file') },
    {
      title: 'A method',
      intro: 'Short form: just the request line, `list: GET /lists`. In full:',
      schema: define('method_definition'),
    },
    {
      title: 'A parameter',
      intro: "A value's schema, and:",
      schema: define('parameter'),
      without: valueKeys,
    },
    { title: 'A prompt', intro: String(define('prompt').description), schema: define('prompt') },
    {
      title: 'An argument of a prompt',
      intro: 'What the task needs to know.',
      schema: properties(define('prompt')).arguments?.additionalProperties as JsonSchema,
    },
    {
      title: 'A message of a prompt',
      intro: 'One of several.',
      schema: properties(define('prompt')).messages?.items as JsonSchema,
    },
    { title: 'A chain', intro: 'One tool made of several methods.', schema: define('chain') },
    { title: 'A step of a chain', intro: String(define('step').description), schema: define('step') },
    { title: '`response`', intro: String(define('response').description), schema: define('response') },
    {
      title: '`schema_from`',
      intro: 'A schema that the API itself gives.',
      schema: properties(define('parameter')).schema_from ?? {},
    },
    {
      title: '`batch`',
      intro: 'A long list argument in several requests.',
      schema: properties(define('method_definition')).batch ?? {},
    },
    {
      title: 'An entry of `checks`',
      intro: 'What must hold before anything is sent.',
      schema: properties(define('method_definition')).checks?.items as JsonSchema,
    },
    { title: '`source`', intro: String(define('source').description), schema: define('source') },
    { title: '`hints`', intro: String(define('hints').description), schema: define('hints') },
    ...branches('auth').map((schema) => ({
      title: `\`auth: { type: ${typeOf(schema)} }\``,
      intro: String(schema.description),
      schema,
    })),
    { title: '`login` of a session', intro: 'The request that yields the token.', schema: loginSchema() },
    ...branches('pagination').map((schema) => ({
      title: `\`pagination: { type: ${typeOf(schema)} }\``,
      intro: String(schema.description),
      schema,
    })),
    { title: "A value's schema", intro: 'JSON Schema, draft-07.', schema: define('value') },
    {
      title: '`sandbox.yaml`',
      intro: 'A rehearsal upstream. `$` is the request body.',
      schema: define('sandbox_file'),
    },
    { title: 'A route of the sandbox', intro: 'What a request line does there.', schema: routeSchema() },
    {
      title: 'A collection of the sandbox',
      intro: 'Records by key.',
      schema: properties(define('sandbox_file')).collections?.additionalProperties as JsonSchema,
    },
    {
      title: 'A fault of the sandbox',
      intro: 'A failure on demand.',
      schema: properties(define('sandbox_file')).faults?.additionalProperties as JsonSchema,
    },
    { title: 'A guard', intro: String(define('guard').description), schema: define('guard') },
    {
      title: '`cases/*.yaml`',
      intro: `${define('case_file').description} Answers are given as they stand here; nothing is sent anywhere.`,
      schema: define('case_file'),
    },
    { title: '`setup` of cases', intro: String(define('setup').description), schema: define('setup') },
    { title: 'A case', intro: String(define('case').description), schema: define('case') },
    { title: 'An exchange', intro: String(define('exchange').description), schema: define('exchange') },
    {
      title: '`respond`',
      intro: 'The answer to a request. 200 without a body when left out.',
      schema: properties(define('exchange')).respond ?? {},
    },
  ];
  return sections.map((section) => formatSection(section, examples)).join('\n');
}

const branches = (name: string) => define(name).oneOf as JsonSchema[];
const properties = (schema: JsonSchema) => (schema.properties ?? {}) as Record<string, JsonSchema>;
const typeOf = (schema: JsonSchema) => String(properties(schema).type?.const);
const settingSchema = () => properties(define('account')).properties?.additionalProperties as JsonSchema;
const loginSchema = () =>
  properties(branches('auth').find((schema) => typeOf(schema) === 'session') ?? {}).login ?? {};
const routeSchema = () => properties(define('sandbox_file')).routes?.additionalProperties as JsonSchema;

function formatSection({ title, intro, schema, without = [] }: Section, examples: Examples): string {
  const required = (schema.required ?? []) as string[];
  const rows = Object.entries(properties(schema))
    .filter(([key]) => !without.includes(key))
    .map(([key, member]) => {
      const text = String(member.description ?? resolveSchema(member).description ?? '');
      const star = required.includes(key) ? ' *' : '';
      return `| \`${key}\`${star} | ${kindOf(member)} | ${defaultOf(member)} | ${cell(text)} | ${exampleOf(member, examples)} |`;
    });
  return `## ${title}\n\n${intro}\n\n| key | value | default | meaning | example |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const LONGEST_EXAMPLE = 60;

/** A value from the example files, as it would stand on one line of YAML. */
function exampleOf(member: JsonSchema, examples: Examples): string {
  if (member.const !== undefined) return `\`${member.const}\``;
  if (!examples.has(member)) return '';
  const value = examples.get(member);
  const text = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : JSON.stringify(value);
  const short = text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text;
  return `\`\` ${cell(short)} \`\``;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function defaultOf(member: JsonSchema): string {
  const value = member.default ?? resolveSchema(member).default;
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

/** What may stand there, in a word or two. */
function kindOf(member: JsonSchema): string {
  const schema = resolveSchema(member);
  if ('x-expression' in schema) return 'JSONata';
  if ('x-template' in schema) return schema.type === 'object' ? 'mapping of templates' : 'template';
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (Array.isArray(schema.oneOf) && !('discriminator' in schema))
    return [...new Set(schema.oneOf.map((branch) => kindOf(branch as JsonSchema)))].join(' or ');
  if (schema.type === 'array') return `list of ${isObject(schema.items) ? kindOf(schema.items) : 'values'}`;
  return schema.type === 'object' ? 'mapping' : String(schema.type ?? 'anything');
}
