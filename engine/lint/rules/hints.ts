import { isIdempotent, isSafe, parseRequestLine, type Verb } from '../../http/request-line.ts';
import type { Method } from '../../schema/model.ts';
import type { Rule } from '../rule.ts';

type Hints = NonNullable<Method['definition']['hints']>;

interface Contradiction {
  key: keyof Hints;
  holds(hints: Hints, verb: Verb, name: string): boolean;
  message(verb: Verb, name: string): string;
}

/** Names that say that something is changed. */
const WRITING = new Set([
  'create',
  'update',
  'delete',
  'remove',
  'destroy',
  'bulk_create',
  'bulk_update',
  'bulk_delete',
]);

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    key: 'read_only',
    holds: ({ read_only: is }, verb, name) => is === undefined && isSafe(verb) && WRITING.has(name),
    message: (verb, name) =>
      `${verb} makes the tool read-only, but \`${name}\` says that it changes something; say \`hints: { read_only: false }\`, or rename it.`,
  },
  {
    key: 'read_only',
    holds: ({ read_only: is }, verb) =>
      is === true && (verb === 'DELETE' || verb === 'PUT' || verb === 'PATCH'),
    message: (verb) => `${verb} changes something, so it is not \`read_only\`; leave the hint out.`,
  },
  {
    key: 'read_only',
    holds: ({ read_only: is }, verb, name) => is === true && !isSafe(verb) && WRITING.has(name),
    message: (_, name) =>
      `a method called \`${name}\` is not \`read_only\`; rename it, or leave the hint out.`,
  },
  {
    key: 'destructive',
    holds: ({ destructive: is }, verb) => is === false && verb === 'DELETE',
    message: () => 'DELETE removes something, so it is `destructive`; leave the hint out.',
  },
  {
    key: 'destructive',
    holds: ({ destructive: is, read_only: reads }, verb) => is === true && (reads ?? isSafe(verb)),
    message: () => 'what is read-only destroys nothing; leave one of the two out, or say `read_only: false`.',
  },
  {
    key: 'idempotent',
    holds: ({ idempotent: is, read_only: reads }, verb) => is === false && (reads ?? isSafe(verb)),
    message: () => 'what only reads can be repeated; leave the hint out, or say `read_only: false`.',
  },
  {
    key: 'idempotent',
    holds: ({ idempotent: is }, verb) => is === false && isIdempotent(verb) && !isSafe(verb),
    message: (verb) => `${verb} can be repeated without a further effect (RFC 9110); leave the hint out.`,
  },
];

export const contradictingHint: Rule = {
  name: 'contradicting-hint',
  severity: 'error',
  description:
    '`hints:` fit the verb, the name and each other: hosts skip the question before what is `read_only`, and a wrong hint gets a server rejected.',
  check({ methods }, report) {
    for (const { name, definition, source, path } of methods) {
      const { verb } = parseRequestLine(definition.request);
      const { hints = {} } = definition;
      const found = CONTRADICTIONS.filter(({ holds }) => holds(hints, verb, name));
      for (const key of new Set(found.map((one) => one.key))) {
        const { message } = found.find((one) => one.key === key) as Contradiction;
        const at = key in hints ? { path: [...path, 'hints', key] } : { path, part: 'key' as const };
        report({ source, ...at, message: message(verb, name) });
      }
    }
  },
};
