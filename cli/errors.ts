import type { ToolError } from '../engine/errors.ts';

/** The command line asked for something that cannot be done as given; ends as a message on stderr and exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The command ran and what it looked at is not in order; ends as a message on stderr and exit code 1. */
export class FindingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FindingsError';
  }
}

/** Code and message of a failed call, with the token that would let it pass. */
export function describeError({ code, message, details }: ToolError): string {
  const token = details.confirm_token === undefined ? '' : `\nconfirm_token=${details.confirm_token}`;
  return `${code}: ${message}${token}`;
}
