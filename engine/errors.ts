/** What a model can branch on when a tool fails; every code has its own next step in the message. */
export const TOOL_ERROR_CODES = [
  'invalid_arguments',
  'unknown_tool',
  'check_failed',
  'confirmation_required',
  'missing_secret',
  'unauthorized',
  'not_found',
  'conflict',
  'rejected',
  'rate_limited',
  'unavailable',
  'timeout',
  'network',
  'invalid_response',
  'transform',
  'cancelled',
  'internal',
] as const;

export type ToolErrorCode = (typeof TOOL_ERROR_CODES)[number];

export interface ToolErrorDetails {
  /** HTTP status of the upstream answer, when there was one. */
  status?: number;
  /** What to ask the user, and the token that says the user agreed. */
  question?: string;
  confirm_token?: string;
  /** Seconds to wait before the call is worth repeating. */
  retry_after?: number;
  'ratelimit-limit'?: string;
  'ratelimit-remaining'?: string;
  'ratelimit-reset'?: string;
}

/** A failure that the model should read: says what went wrong and what to do next. */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly details: ToolErrorDetails;
  /** The entry of the YAML that says so: an error rule, or a check. */
  readonly origin: object | undefined;

  constructor(
    code: ToolErrorCode,
    message: string,
    details: ToolErrorDetails = {},
    cause?: unknown,
    origin?: object,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ToolError';
    this.code = code;
    this.details = details;
    this.origin = origin;
  }
}
