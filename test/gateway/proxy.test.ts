import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { connectHttp, connectSse, ERAS } from '../support/clients.ts';
import { freePort } from '../support/free-port.ts';
import { addServer, shopAt } from '../support/gateway.ts';
import { type Replica, startReplica } from '../support/replica.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const CONFIG = resolve(import.meta.dirname, '../../.docker/nginx.conf');

function nginxMissing(): string | undefined {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no nginx is installed (apt-get install nginx-light)';
  }
}

const missing = nginxMissing();

describe.skipIf(missing)(`behind nginx${missing ? `: ${missing}` : ''}`, () => {
  onBothDatabases((databases) => {
    let folder: string;
    let upstream: Upstream;
    let store: Store;
    let replicas: Replica[];
    let nginx: ChildProcess;
    let url: string;

    beforeAll(async () => {
      upstream = await startUpstream(({ path }, response) => json(response, 200, { path }));
      folder = mkdtempSync(join(tmpdir(), 'ymcp-proxy-'));
      writeFileSync(join(folder, 'shop.yaml'), shopAt(upstream.url));
      const database = await databases.create();
      store = await databases.open(database);
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const args = ['--public-url', url];
      const shop = join(folder, 'shop.yaml');
      replicas = [await startReplica(database, shop, args), await startReplica(database, shop, args)];
      nginx = startNginx(folder, port, replicas);
      await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).ok).toBe(true), {
        timeout: 20_000,
      });
    });
    afterAll(async () => {
      nginx.kill('SIGTERM');
      for (const replica of replicas) replica.signal('SIGTERM');
      await Promise.all(replicas.map(({ ended }) => ended));
      await upstream.close();
      rmSync(folder, { recursive: true });
    });

    test.each(ERAS)('a client of %s is served, whichever replica it meets', async (era) => {
      const { token } = await addServer(store);
      const client = await connectHttp(era, `${url}/mcp/${token}`);
      for (let id = 0; id < 10; id += 1)
        expect(
          (await client.call('get_single_shop_order_by_id', { id: String(id) })).structuredContent.path,
        ).toBe(`/orders/${id}`);
      await client.close();
    });

    test('a confirmation asked for by one replica is good at the other, once', async () => {
      const { token } = await addServer(store);
      const call = async (replica: Replica | undefined, args: Record<string, unknown>) => {
        const client = await connectHttp('2025', `${replica?.url}/mcp/${token}`, {
          headers: { host: new URL(url).host },
        });
        const result = await client.call('shop_orders_refund', args);
        await client.close();
        return result.structuredContent;
      };
      const asked = await call(replicas[0], { id: '1' });
      const agreed = { id: '1', confirm_token: asked.error?.confirm_token };
      expect((await call(replicas[1], agreed)).path).toBe('/orders/1/refunds');
      expect((await call(replicas[0], agreed)).error?.code).toBe('confirmation_required');
    });

    test('when a replica is killed, clients go on with the other', async () => {
      const { token } = await addServer(store);
      replicas[0]?.signal('SIGKILL');
      await replicas[0]?.ended;
      for (const era of ERAS) {
        const client = await connectHttp(era, `${url}/mcp/${token}`);
        for (let id = 0; id < 5; id += 1)
          expect((await client.call('get_single_shop_order_by_id', { id: '1' })).isError).not.toBe(true);
        await client.close();
      }
      const stream = await connectSse(`${url}/mcp/${token}/sse`);
      expect(await stream.listTools()).toHaveLength(5);
      await stream.close();
    });
  });
});

/** The configuration that is shipped, with the names of the containers and its port replaced. */
function startNginx(folder: string, port: number, replicas: readonly Replica[]): ChildProcess {
  const servers = replicas.map((one) => `server ${new URL(one.url).host} max_fails=1 fail_timeout=2s;`);
  const config = readFileSync(CONFIG, 'utf8')
    .replace(/server gateway:8787[^;]*;/, servers.join(' '))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('events {}', `daemon off; pid ${folder}/nginx.pid; events {}`);
  writeFileSync(join(folder, 'nginx.conf'), config);
  return spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' });
}
