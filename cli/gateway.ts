import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { ToolError } from '../engine/errors.ts';
import { GatewayError, KeyError, StoreError } from '../engine/gateway/errors.ts';
import type { AccountRecord, Store } from '../engine/gateway/store/contract.ts';
import type { Integration } from '../engine/schema/model.ts';
import { environment, stateFolder } from './environment.ts';
import { describeError, FindingsError, UsageError } from './errors.ts';
import { findIntegration } from './find-integration.ts';
import { loadIntegrationOrExit } from './integrations.ts';
import { masterKey, nextKeyFile } from './master-key.ts';

export interface DatabaseOptions {
  database?: string;
}

export const databaseOption = () =>
  new Option(
    '--database <url>',
    'file:<path> or postgres://…; YMCP_DATABASE when left out, or else a file in the state folder',
  );

/** The gateway's database; a file that is not there is made, for its owner only. */
export function databaseUrl({ database }: DatabaseOptions, env = environment()): string {
  const url = database ?? (env.YMCP_DATABASE || `file:${join(stateFolder(env), 'gateway.db')}`);
  if (url.startsWith('file:')) {
    const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  }
  return url;
}

/** Opens the store for one command; what it refuses ends as a message. Only then are the databases' drivers loaded. */
export async function withStore<T>(options: DatabaseOptions, work: (store: Store) => Promise<T>): Promise<T> {
  try {
    const { openStore } = await import('../engine/gateway/store/open.ts');
    const store = await openStore({ url: databaseUrl(options), key: masterKey(), onFault: console.error });
    return await work(store).finally(() => store.close());
  } catch (error) {
    throw asMessage(error);
  }
}

export function asMessage(error: unknown): unknown {
  if (error instanceof GatewayError) return new UsageError(error.message);
  if (error instanceof ToolError) return new FindingsError(describeError(error));
  if (!(error instanceof StoreError)) return error;
  const isHalfRotated = error instanceof KeyError && existsSync(nextKeyFile());
  return new UsageError(
    isHalfRotated
      ? `${error.message} A rotation of the key was begun and not finished; run \`ymcp key rotate\` again.`
      : error.message,
  );
}

/** The account of this id, of the beginning of an id, or of this label. */
export async function findAccount(store: Store, name: string): Promise<AccountRecord> {
  const accounts = await store.accounts.list();
  const exact = accounts.filter(({ id }) => id === name);
  const close = accounts.filter(
    ({ id, label }) => label === name || (name.length >= 4 && id.startsWith(name)),
  );
  const [found, ...others] = exact.length > 0 ? exact : close;
  if (!found) throw new UsageError(`there is no account \`${name}\`; see \`ymcp account list\`.`);
  if (others.length === 0) return found;
  throw new UsageError(
    `\`${name}\` could be ${[found, ...others].map(({ id }) => `\`${id}\``).join(' or ')}; give the id.`,
  );
}

/** An integration by name or path, alone, as the gateway wants them. */
export function oneIntegration(name: string): Map<string, Integration> {
  const integration = loadIntegrationOrExit(findIntegration(name));
  return new Map([[integration.name, integration]]);
}

export const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
