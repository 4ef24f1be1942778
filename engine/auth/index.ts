import type { Auth } from '../types.ts';
import { apiKey } from './api-key.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { headers } from './headers.ts';
import { none } from './none.ts';
import { oauth2 } from './oauth2/oauth2.ts';
import type { AuthScheme } from './scheme.ts';
import { session } from './session.ts';

/** Every value of `auth.type`. A new scheme is a file and a line here. */
export const authSchemes = [none, bearer, basic, apiKey, headers, session, oauth2] as const;

const byType = new Map<string, AuthScheme<never>>(authSchemes.map((scheme) => [scheme.type, scheme]));

/** Compiles an `auth:` block that the schema has accepted; no block means no credentials. */
export function compileAuth(auth: Auth = { type: 'none' }): ReturnType<AuthScheme<never>['compile']> {
  const scheme = byType.get(auth.type);
  if (!scheme) throw new Error(`no auth scheme \`${auth.type}\``);
  return scheme.compile(auth as never);
}
