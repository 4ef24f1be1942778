import type { JsonSchema } from '../json.ts';
import { compileValidator, type Problem } from '../schema/validator.ts';
import { GatewayError } from './errors.ts';

/** A name that people read in lists and logs: one line. */
export const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: 200, pattern: '^[^\\p{C}]*$' };

/** When something ends; `null` for never. */
export const EXPIRY: JsonSchema = { type: ['string', 'null'], format: 'date-time' };

/** Compiles a check of a request's body; one that does not fit is a `GatewayError` with everything that is wrong. */
export function compileInput<Input>(
  properties: JsonSchema,
  required: readonly string[] = [],
): (body: unknown) => Input {
  const schema = { type: 'object', properties, required, additionalProperties: false };
  let validate: ReturnType<typeof compileValidator> | undefined;
  return (body) => {
    validate ??= compileValidator(schema, { whole: 'the body', member: 'member' });
    const problems = validate(body);
    if (problems.length > 0) throw new GatewayError(400, problems.map(describe).join(' '));
    return body as Input;
  };
}

/** `in \`scopes\`, element 1 is …`: of a member within a member, which one. */
function describe({ pointer, message }: Problem): string {
  const [member, ...within] = pointer.split('/').slice(1);
  return within.length > 0 ? `in \`${member}\`, ${message}` : message;
}

const LEAST_AHEAD_MS = 60_000;

/** The moment as the store has it, when it is far enough ahead of `now`, a Unix time in milliseconds. */
export function readExpiry(text: string | null | undefined, now: number): string | null {
  if (text === null || text === undefined) return null;
  const at = Date.parse(text);
  if (!Number.isFinite(at) || at - now < LEAST_AHEAD_MS)
    throw new GatewayError(
      400,
      `\`expires_at\` is \`${text}\`; expected a time at least 60 seconds ahead of ${new Date(now).toISOString()}.`,
    );
  return new Date(at).toISOString();
}

/** Whether what ends at `expiresAt` is over. */
export const isOver = ({ expires_at }: { expires_at: string | null }, now: number): boolean =>
  expires_at !== null && Date.parse(expires_at) <= now;
