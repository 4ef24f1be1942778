import { ToolError } from '../errors.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { compileTemplate, type Template } from '../expression/template.ts';
import { isObject, type JsonSchema } from '../json.ts';
import type { Problem } from '../schema/validator.ts';
import { compileValidator } from '../schema/validator.ts';
import type { MethodDefinition } from '../types.ts';
import type { Arguments, CallContext, FindOperation } from './contract.ts';
import { traced } from './trace.ts';

type SchemaFrom = NonNullable<NonNullable<MethodDefinition['parameters']>[string]['schema_from']>;

/** Checks arguments against schemas that the API itself gives; refuses before anything is changed. */
export type CheckLiveSchemas = (values: Arguments, context: CallContext) => Promise<void>;

interface LiveSchema {
  parameter: string;
  source: SchemaFrom;
  arguments: Template;
  schema: Expression;
  cache: Map<string, { expires: number; schema: JsonSchema | undefined }>;
}

const TTL_SECONDS = 300;
const MAX_CACHED = 200;

export function compileLiveSchemas(
  parameters: MethodDefinition['parameters'] = {},
  find: FindOperation,
): CheckLiveSchemas | undefined {
  const live = Object.entries(parameters).flatMap(([parameter, { schema_from: source }]): LiveSchema[] => {
    if (!source) return [];
    const { arguments: given = {}, schema } = source;
    return [
      {
        parameter,
        source,
        arguments: compileTemplate(given),
        schema: compileExpression(schema),
        cache: new Map(),
      },
    ];
  });
  if (live.length === 0) return undefined;
  return async (values, context) => {
    for (const one of live)
      if (values[one.parameter] !== undefined)
        await traced(
          context.trace,
          () => ({ type: 'live_schema', parameter: one.parameter, method: one.source.method }),
          (trace) => check(one, values, { ...context, trace }, find),
        );
  };
}

async function check(
  live: LiveSchema,
  values: Arguments,
  context: CallContext,
  find: FindOperation,
): Promise<void> {
  const schema = await resolve(live, values, context, find);
  if (!schema) return;
  const { parameter } = live;
  const validate = compileValidator(
    { type: 'object', properties: { [parameter]: schema } },
    { whole: 'the call', member: 'argument' },
  );
  const problems = validate({ [parameter]: structuredClone(values[parameter]) });
  if (problems.length > 0) throw misfit(parameter, schema, problems);
}

/** The schema as the API gives it now, or as it gave it not long ago; `undefined` when it says nothing. */
async function resolve(
  live: LiveSchema,
  values: Arguments,
  context: CallContext,
  find: FindOperation,
): Promise<JsonSchema | undefined> {
  const bindings = { arguments: values, account: context.account.settings };
  const given = (await live.arguments.fill(values, bindings)) as Record<string, unknown>;
  const key = JSON.stringify([context.account.id, given]);
  const cached = live.cache.get(key);
  if (cached && cached.expires > Date.now()) return cached.schema;

  const operation = find(live.source.method);
  if (!operation) throw new Error(`no method \`${live.source.method}\``);
  const { value } = await operation.call(given, { ...context, onProgress: undefined });
  const found = await live.schema.evaluate(value, { arguments: values });
  const schema = isObject(found) ? found : undefined;
  if (live.cache.size >= MAX_CACHED) live.cache.clear();
  live.cache.set(key, { expires: Date.now() + (live.source.ttl_seconds ?? TTL_SECONDS) * 1_000, schema });
  return schema;
}

function misfit(parameter: string, schema: JsonSchema, problems: readonly Problem[]): ToolError {
  const sentences = problems
    .slice(0, 5)
    .map(({ pointer, message }) => `At \`${pointer.slice(1)}\`: ${message}`);
  const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : '';
  const element = isObject(schema.items) ? schema.items : schema;
  const names = isObject(element.properties) ? Object.keys(element.properties) : [];
  const known =
    names.length > 0 ? ` \`${parameter}\` may have: ${names.map((name) => `\`${name}\``).join(', ')}.` : '';
  return new ToolError(
    'invalid_arguments',
    `${sentences.join(' ')}${more}${known} Nothing was changed; correct the arguments and call again.`,
  );
}
