import { createHash, randomBytes } from 'node:crypto';

/** What a token is for; it begins with these letters, so that people and secret scanners recognise it. */
const PREFIXES = { server: 'ymcps_', api: 'ymcpa_' } as const;

const TOKEN_BYTES = 32;

/** A new token of 256 random bits. */
export const createToken = (kind: keyof typeof PREFIXES): string =>
  PREFIXES[kind] + randomBytes(TOKEN_BYTES).toString('base64url');

/**
 * What is stored of a token, and looked up by. The token has 256 random bits, so a plain hash cannot be turned back, and how
 * far two hashes agree says nothing of it.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** What kind of token a text is by its form; says nothing of whether it is valid. */
export const kindOf = (text: string): keyof typeof PREFIXES | undefined =>
  (Object.keys(PREFIXES) as (keyof typeof PREFIXES)[]).find((kind) => text.startsWith(PREFIXES[kind]));
