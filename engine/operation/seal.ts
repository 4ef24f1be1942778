import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import { memoise } from '../memo.ts';

/** What a sealed value is good for: one tool, called by one account with the same arguments. */
export interface SealScope {
  tool: string;
  account: string;
  arguments: Readonly<Record<string, unknown>>;
}

/** The one use that a sealed value is good for. */
export type SealPurpose = 'cursor' | 'confirm';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a value as an opaque string: AES-256-GCM hides what it holds and makes any change or other use detectable. */
export const seal = (value: unknown, purpose: SealPurpose, scope: SealScope, key: KeyObject): string =>
  sealAnew(linesOf(value, purpose, scope), key);

/** The same for what may be asked for again, which is sealed once: making a cipher is a good part of a small call. */
export function sealOnce(value: unknown, purpose: SealPurpose, scope: SealScope, key: KeyObject): string {
  const lines = linesOf(value, purpose, scope);
  if (lines.length > LONGEST_KEPT) return sealAnew(lines, key);
  const known = sealed.get(key) ?? memoise((lines) => sealAnew(lines, key), MOST_SEALED);
  sealed.set(key, known);
  return known(lines);
}

/** Seals that are remembered, and characters of what is sealed at most. */
const MOST_SEALED = 1_000;
const LONGEST_KEPT = 2_000;
const sealed = new WeakMap<KeyObject, (lines: string) => string>();

/** Scope and value as JSON, a line each. */
const linesOf = (value: unknown, purpose: SealPurpose, scope: SealScope) =>
  `${textOf(purpose, scope)}\n${JSON.stringify(value)}`;

function sealAnew(lines: string, key: KeyObject): string {
  const [scope = '', value = ''] = lines.split('\n');
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(scope));
  const parts = [cipher.update(value, 'utf8'), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...parts]).toString('base64url');
}

/** Opens a sealed value; throws when it was altered, or sealed for another use or scope. */
export function unseal(sealed: string, purpose: SealPurpose, scope: SealScope, key: KeyObject): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher
    .setAAD(Buffer.from(textOf(purpose, scope)))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return JSON.parse(
    decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8'),
  );
}

/** Random bytes for many seals at once: asking the system for them is most of what twelve of them cost. */
const pool = Buffer.alloc(IV_BYTES * 256);
let used = pool.length;

function nextIv(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += IV_BYTES;
  return Buffer.from(pool.subarray(used - IV_BYTES, used));
}

/** The scope as additional data of the cipher: not in the sealed value, but the seal is only good with it. */
function textOf(purpose: SealPurpose, { tool, account, arguments: values }: SealScope): string {
  const inOrder = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([purpose, tool, account, inOrder]);
}
