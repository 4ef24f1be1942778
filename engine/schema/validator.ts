import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import type { DataValidationCxt } from 'ajv/dist/types/index.js';
import addFormatsModule from 'ajv-formats';
import { EXPRESSION, TEMPLATE } from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';
import { memoise } from '../memo.ts';
import { type FileKind, formatSchema } from './compose.ts';
import { explain, type Problem, type Words } from './explain.ts';
import { isPlainSchema } from './plain-schema.ts';

// Under `module: nodenext` the CommonJS default export is typed as the module.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

export type { Problem } from './explain.ts';

/** A string, or a tree of strings, that the schema marks as JSONata. */
export interface Site {
  kind: 'expression' | 'template';
  /** JSON pointer into the file. */
  pointer: string;
  value: unknown;
  bindings: readonly string[];
}

function createAjv(options: Options): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    discriminator: true,
    verbose: true,
    // A file is checked once; making the code that checks it shorter would take longer than running it.
    code: { optimize: false },
    inlineRefs: false,
    ...options,
  });
  addFormats(ajv);
  for (const [keyword, kind] of [
    [EXPRESSION, 'expression'],
    [TEMPLATE, 'template'],
  ] as const) {
    ajv.addKeyword({
      keyword,
      errors: false,
      validate: function collect(
        this: unknown,
        bindings: string[],
        value: unknown,
        _?: unknown,
        context?: DataValidationCxt,
      ) {
        const isSite = kind === 'template' || typeof value === 'string';
        if (isSite) (this as Site[]).push({ kind, pointer: context?.instancePath ?? '', value, bindings });
        return true;
      },
    });
  }
  return ajv;
}

/** The schema of the format is ours and tested, so it is not checked against the meta-schema at every start. */
const TRUSTED = { validateSchema: false, meta: false } as const;

let fileValidators: Ajv | undefined;

/** Checks a file's data against the format; also returns the places where the schema expects JSONata. */
export function validateFile(kind: FileKind, data: unknown): { problems: Problem[]; sites: Site[] } {
  fileValidators ??= createAjv({ passContext: true, ...TRUSTED }).addSchema(formatSchema, 'format');
  const validate = fileValidators.getSchema(`format#/definitions/${kind}`) as ValidateFunction;
  const sites: Site[] = [];
  return { problems: validate.call(sites, data) ? [] : explain(errorsOf(validate)), sites };
}

/** What is wrong with a schema as a schema, or `undefined`. */
export const schemaProblem = (schema: JsonSchema): string | undefined => problemOf(JSON.stringify(schema));

const problemOf = memoise((text) => {
  const schema = JSON.parse(text) as JsonSchema;
  try {
    // Compiling finds bad patterns and references beyond that; it takes a hundred times as long.
    valueValidators().validateSchema(schema, true);
    if (!isPlainSchema(schema)) valueValidators().compile(schema);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}, 20_000);

let values: Ajv | undefined;
const valueValidators = () =>
  (values ??= createAjv({ useDefaults: true, verbose: true, strict: false, addUsedSchema: false }));

/** Compiles a validator of values; it fills in defaults in place and returns what is wrong. */
export function compileValidator(schema: JsonSchema, words: Words): (value: unknown) => Problem[] {
  const validate = valueValidators().compile(schema);
  return (value) => (validate(value) ? [] : explain(errorsOf(validate), words));
}

const errorsOf = (validate: ValidateFunction): ErrorObject[] => validate.errors ?? [];
