import type { Auth } from '../types.ts';
import { apiKey } from './api-key.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { headers } from './headers.ts';
import { none } from './none.ts';
import { oauth2 } from './oauth2/oauth2.ts';
import type { AuthScheme, Rehearsal } from './scheme.ts';
import { session } from './session.ts';

/** Every value of `auth.type`. A new scheme is a file and a line here. */
export const authSchemes = [none, bearer, basic, apiKey, headers, session, oauth2] as const;

const byType = new Map<string, AuthScheme<never>>(authSchemes.map((scheme) => [scheme.type, scheme]));

/** Compiles an `auth:` block that the schema has accepted; no block means no credentials. */
export function compileAuth(auth: Auth = { type: 'none' }): ReturnType<AuthScheme<never>['compile']> {
  return schemeOf(auth).compile(auth as never);
}

/** What stands in for the login of an `auth:` block in a rehearsal; empty for one that makes none. */
export const rehearseAuth = (auth: Auth = { type: 'none' }): Rehearsal =>
  schemeOf(auth).rehearse?.(auth as never) ?? {};

function schemeOf({ type }: Auth): AuthScheme<never> {
  const scheme = byType.get(type);
  if (!scheme) throw new Error(`no auth scheme \`${type}\``);
  return scheme;
}
