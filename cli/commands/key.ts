import { renameSync } from 'node:fs';
import type { Command } from 'commander';
import { environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { asMessage, type DatabaseOptions, databaseOption, databaseUrl } from '../gateway.ts';
import { keyFile, keyFromVariable, nextKeyFile, readOrCreateKey } from '../master-key.ts';
import { plural, printError } from '../terminal.ts';

export function addKeyCommands(program: Command): void {
  program
    .command('key')
    .description("the key that secrets in the gateway's database are encrypted under")
    .command('rotate')
    .description('encrypt everything under a new key; may be run again when it was interrupted')
    .addOption(databaseOption())
    .action(async (options: DatabaseOptions) => {
      try {
        await rotate(options);
      } catch (error) {
        throw asMessage(error);
      }
    });
}

async function rotate(options: DatabaseOptions): Promise<void> {
  const env = environment();
  const given = keyFromVariable(env, 'YMCP_KEY');
  if (given === undefined) return rotateFile(options);
  const newKey = keyFromVariable(env, 'YMCP_NEW_KEY');
  if (newKey === undefined)
    throw new UsageError(
      'the key is in YMCP_KEY, so set YMCP_NEW_KEY to the next one: 32 random bytes in base64, as `openssl rand -base64 32` makes them.',
    );
  report(await rotateTo(options, given, newKey));
  printError('Set YMCP_KEY to the new key now, and restart the gateway.');
}

/** The new key is on the disk before anything is under it, and takes the old one's place when everything is. */
async function rotateFile(options: DatabaseOptions): Promise<void> {
  const newKey = readOrCreateKey(nextKeyFile());
  const count = await rotateTo(options, readOrCreateKey(keyFile()), newKey);
  renameSync(nextKeyFile(), keyFile());
  report(count);
  printError(`The new key is in ${keyFile()}; restart the gateway.`);
}

async function rotateTo(options: DatabaseOptions, key: Buffer, newKey: Buffer): Promise<number> {
  const { rotateStoreKey } = await import('../../engine/gateway/store/open.ts');
  return rotateStoreKey({ url: databaseUrl(options), key, newKey, onFault: console.error });
}

const report = (count: number) =>
  printError(
    count === 0 ? 'Everything was under the new key already.' : `${plural(count, 'value')} encrypted anew.`,
  );
