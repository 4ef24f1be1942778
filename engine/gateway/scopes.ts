import type { ToolFilter } from '../operation/filter.ts';

/** Scopes of access tokens that concern us begin like this: `ymcp:read`, `ymcp:method:list`, `ymcp:tag:contacts`. */
export const SCOPE_PREFIX = 'ymcp:';

const GROUPS = ['read', 'write', 'custom'];

/**
 * The tools that an access token's scopes allow: `ymcp:read`, `ymcp:write`, `ymcp:custom` and `ymcp:method:<name>` name methods
 * as `config.methods` does, `ymcp:tag:<tag>` narrows to a tag. `undefined` when no scope allows any method.
 */
export function filterOfScopes(scopes: readonly string[]): ToolFilter | undefined {
  const ours = scopes
    .filter((scope) => scope.startsWith(SCOPE_PREFIX))
    .map((scope) => scope.slice(SCOPE_PREFIX.length));
  const named = (kind: string) =>
    ours.filter((scope) => scope.startsWith(`${kind}:`)).map((scope) => scope.slice(kind.length + 1));
  const methods = [
    ...ours.filter((scope) => GROUPS.includes(scope)),
    ...named('method').filter((method) => !GROUPS.includes(method)),
  ].sort();
  const tags = named('tag').sort();
  if (methods.length === 0) return undefined;
  return { methods, ...(tags.length > 0 && { tags }) };
}

/** The scopes to ask for, for the tools of a server. */
export const scopesFor = (tags: readonly string[]): string[] => [
  ...GROUPS.map((group) => `${SCOPE_PREFIX}${group}`),
  ...[...new Set(tags)].sort().map((tag) => `${SCOPE_PREFIX}tag:${tag}`),
];
