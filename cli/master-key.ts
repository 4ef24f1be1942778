import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, environment, stateFolder } from './environment.ts';
import { UsageError } from './errors.ts';

const KEY_BYTES = 32;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the key is when no variable gives it, and where the next one is while it is being rotated to. */
export const keyFile = (env: Environment = environment()): string => join(stateFolder(env), 'key');
export const nextKeyFile = (env: Environment = environment()): string => `${keyFile(env)}.next`;

/** The 32 bytes that secrets in the gateway's database are encrypted under: `YMCP_KEY`, or a file made on first use. */
export function masterKey(env: Environment = environment()): Buffer {
  return keyFromVariable(env, 'YMCP_KEY') ?? readOrCreateKey(keyFile(env));
}

/** The key in a variable, as base64; `undefined` when it is not set. */
export function keyFromVariable(env: Environment, name: string): Buffer | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new UsageError(
    `${name} is not a key; expected ${KEY_BYTES} random bytes in base64, as \`openssl rand -base64 32\` makes them.`,
  );
}

/** The key in a file that only its owner can read. */
export function readOrCreateKey(path: string): Buffer {
  if (!existsSync(path)) createKey(path);
  const key = readFileSync(path);
  if (key.length === KEY_BYTES) return key;
  throw new UsageError(
    `\`${path}\` has ${key.length} bytes and is no key; put the one back that was there, or give it as YMCP_KEY.`,
  );
}
