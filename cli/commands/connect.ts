import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { createBridge } from '../../engine/mcp/bridge.ts';
import { environment } from '../environment.ts';
import { UsageError } from '../errors.ts';

/** Milliseconds that answers may take once the host has closed its end. */
const LAST_ANSWERS_MS = 2_000;

export function addConnect(program: Command): void {
  program
    .command('connect')
    .description('bridge stdio to a server over HTTP, for hosts that can only start a command')
    .argument('<url>', 'address of the MCP endpoint')
    .option(
      '--token-variable <name>',
      'environment variable with the token for `Authorization: Bearer`',
      'YMCP_TOKEN',
    )
    .action(async (address: string, { tokenVariable }: { tokenVariable: string }) => {
      const token = environment()[tokenVariable];
      const bridge = createBridge({
        url: parseUrl(address),
        headers: token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` },
        write: (line) => void process.stdout.write(`${line}\n`),
      });
      const underWay = new Set<Promise<void>>();
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.trim() === '') continue;
        const taken = bridge.take(line).finally(() => underWay.delete(taken));
        underWay.add(taken);
      }
      await Promise.race([Promise.all(underWay), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
      bridge.close();
      await Promise.all(underWay);
    });
}

/** The address may hold a token, so no message quotes it. */
function parseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError('the address is no http or https URL.');
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isLocal)
    throw new UsageError('over plain http a token would travel in the clear; use an https address.');
  return url;
}
