import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredTokens, TokenStore } from '../engine/auth/token-store.ts';

/**
 * Tokens in one file per account that only its owner can read. A file is replaced whole and is on the disk when `save`
 * returns, so that a crash leaves either the old tokens or the new ones.
 */
export function createFileStore(folder: string): TokenStore {
  const pathOf = (account: string) =>
    join(folder, 'tokens', `${createHash('sha256').update(account).digest('hex').slice(0, 32)}.json`);
  return {
    async load(account) {
      try {
        return JSON.parse(readFileSync(pathOf(account), 'utf8')) as StoredTokens;
      } catch {
        return undefined;
      }
    },
    async save(account, tokens) {
      const path = pathOf(account);
      mkdirSync(join(folder, 'tokens'), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}`;
      const file = openSync(temporary, 'w', 0o600);
      writeSync(file, JSON.stringify(tokens));
      fsyncSync(file);
      closeSync(file);
      renameSync(temporary, path);
    },
    alone: (_, renew) => renew(),
  };
}
