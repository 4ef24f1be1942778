import type { JsonSchema } from '../json.ts';

/** Arguments that the engine itself takes, beside those that the YAML declares. */
export type Controls = Readonly<Record<string, JsonSchema>>;

/** The most items one call of a list tool gathers. */
export const MAX_LIMIT = 10_000;

/** Arguments of every list tool. `fields` are the names that its items are known to have. */
export function listControls(fields: readonly string[]): Controls {
  return {
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: 100,
      description: 'How many items to return, over as many pages as that takes.',
    },
    next_cursor: {
      type: 'string',
      description: '`next_cursor` of the last result, to go on; all else stays the same.',
    },
    fields: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', ...(fields.length > 0 && { enum: fields }) },
      description: 'Only these fields of items.',
    },
    transform: {
      type: 'string',
      minLength: 1,
      description: 'JSONata over all items gathered, such as `$count($[a = 1])`.',
    },
  };
}

/** Arguments of every tool that changes something. */
export const writeControls: Controls = {
  dry_run: {
    type: 'boolean',
    description: 'Return the request instead of sending it.',
  },
};

/** The argument of a tool that asks first. */
export const confirmControls: Controls = {
  confirm_token: {
    type: 'string',
    description: 'From the answer to the same call, once the user has agreed to it.',
  },
};

/** Names that no declared parameter may have. */
export const CONTROL_NAMES = {
  list: Object.keys(listControls([])),
  write: [...Object.keys(writeControls), ...Object.keys(confirmControls)],
} as const;
