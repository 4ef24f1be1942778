import { isIdempotent, isSafe, parseRequestLine } from '../http/request-line.ts';
import type { MethodDefinition } from '../types.ts';

/** How a tool behaves, for hosts that ask before dangerous calls. */
export interface ToolHints {
  readOnly: boolean;
  destructive: boolean;
  idempotent: boolean;
  openWorld: boolean;
}

/** Hints follow from the HTTP verb; `hints:` says where it misleads. */
export function hintsOf({ request, hints = {} }: MethodDefinition): ToolHints {
  const { verb } = parseRequestLine(request);
  const readOnly = hints.read_only ?? isSafe(verb);
  return {
    readOnly,
    destructive: hints.destructive ?? (!readOnly && verb !== 'POST'),
    idempotent: hints.idempotent ?? (readOnly || isIdempotent(verb)),
    openWorld: hints.open_world ?? true,
  };
}
