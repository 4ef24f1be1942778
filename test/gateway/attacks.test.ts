import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hashToken } from '../../engine/gateway/secret-token.ts';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { connectHttp } from '../support/clients.ts';
import {
  addAccount,
  addApiToken,
  addServer,
  shopAt,
  startGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

vi.setConfig({ testTimeout: 60_000 });

const PAGE = resolve(import.meta.dirname, '../../engine/gateway/ATTACKS.md');
const MAX_BODY = 20_000;
const UPSTREAM_SECRET = 'upstream-secret-of-the-account';

onBothDatabases((databases) => {
  let upstream: Upstream;
  let issuer: Issuer;
  let store: Store;
  let gateway: TestGateway;
  const rows: [attack: string, happened: string][] = [];
  const secrets: string[] = [UPSTREAM_SECRET];

  beforeAll(async () => {
    upstream = await startUpstream(({ path }, response) => json(response, 200, { path }));
    issuer = await startIssuer();
    store = await databases.open(await databases.create());
    gateway = await startGateway(store, shopAt(upstream.url), {
      issuer: { issuer: issuer.url },
      maxBodyBytes: MAX_BODY,
      allowances: {
        server: { requests: 1_000, seconds: 10 },
        account: { requests: 1_000, seconds: 10 },
        api_token: { requests: 1_000, seconds: 10 },
      },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await upstream.close();
  });

  const server = async (config = {}) => {
    const made = await addServer(store, {
      config,
      account: await addAccount(store, { token: UPSTREAM_SECRET }),
    });
    secrets.push(made.token);
    return made;
  };
  const message = (method: string, params: object = {}) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

  async function send(path: string, init: RequestInit = {}, body = message('tools/list')): Promise<string> {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      body,
      ...init,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...init.headers,
      },
    });
    const text = await response.text();
    const said = /"(?:message|text)":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
    return response.ok && !text.includes('"isError":true')
      ? `${response.status} served`
      : `${response.status} ${said}`;
  }

  /** Tries an attack, which must not reach the API, and notes what happened. */
  async function refused(attack: string, tried: Promise<string>, expected: RegExp): Promise<void> {
    const before = upstream.received.length;
    const happened = await tried;
    expect(happened, attack).toMatch(expected);
    expect(upstream.received.length, attack).toBe(before);
    rows.push([attack, happened]);
  }

  test('tokens that are wrong, altered, expired, revoked or of somebody else', async () => {
    const mine = await server();
    const other = await server();
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    await refused(
      'a token that never was, in the path',
      send('/mcp/ymcps_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
      /^404/,
    );
    await refused(
      'a token with its last letter changed',
      send(`/mcp/${mine.token.slice(0, -1)}${mine.token.endsWith('A') ? 'B' : 'A'}`),
      /^404/,
    );
    await refused('a token in other case', send(`/mcp/${mine.token.toLowerCase()}`), /^404/);
    await refused('the SHA-256 of a token in its place', send(`/mcp/ymcps_${hashToken(mine.token)}`), /^404/);
    await refused(
      'the token of another server as `Authorization`',
      send(`/mcp/${mine.server.id}`, bearer(other.token)),
      /^401/,
    );
    await refused("a server's id without a token", send(`/mcp/${mine.server.id}`), /^401/);
    await refused('no token at all', send('/mcp'), /^401/);
    await refused(
      'an API token instead of a server token',
      send('/mcp', bearer((await addApiToken(store, 'admin', 'call')).token)),
      /^401/,
    );
    await store.servers.remove(other.server.id);
    await expect.poll(() => send(`/mcp/${other.token}`), { timeout: 10_000 }).toMatch(/^404/);
    await refused('the token of a revoked server', send(`/mcp/${other.token}`), /^404/);
    const soon = await addServer(store, { expires_at: new Date(Date.now() + 50).toISOString() });
    await new Promise((done) => setTimeout(done, 60));
    await refused('the token of an expired server', send(`/mcp/${soon.token}`), /^404/);
  });

  test('tools outside the scope', async () => {
    const { token } = await server({ methods: ['read'], tags: ['orders'] });
    const call = (name: string) => message('tools/call', { name, arguments: { id: '1' } });
    await refused(
      'a method outside the scope, called by name',
      send(`/mcp/${token}`, {}, call('shop_orders_refund')),
      /unknown_tool/,
    );
    await refused(
      'a tag outside the scope, called by name',
      send(`/mcp/${token}`, {}, call('get_single_shop_customer_by_id')),
      /unknown_tool/,
    );
    await refused(
      'a name that every object has',
      send(`/mcp/${token}`, {}, call('__proto__')),
      /unknown_tool/,
    );
    const found = await server({ methods: ['read'], tool_exposure: 'discovery' });
    const through = message('tools/call', {
      name: 'call_tool',
      arguments: { tool_name: 'shop_orders_refund', arguments: { id: '1' } },
    });
    await refused(
      'a method outside the scope, through search mode',
      send(`/mcp/${found.token}`, {}, through),
      /unknown_tool/,
    );
  });

  test('paths', async () => {
    const { token, server: record } = await server();
    for (const path of [
      `/mcp/${token}/../../integrated-account`,
      `/mcp/%2e%2e/integrated-account`,
      '/mcp/..%2fintegrated-account',
      `//mcp//${record.id}`,
      `/mcp/${token}%00`,
      `/mcp/${'a'.repeat(2_000)}`,
      '/mcp/%',
      '/connect/../log',
    ])
      await refused(
        `\`${path
          .replace(token, '{token}')
          .replace(record.id, '{id}')
          .replace(/a{50,}/, 'aaa…')}\``,
        send(path, { redirect: 'manual' }),
        /^4\d\d/,
      );
  });

  test('hosts and origins', async () => {
    const { token } = await server();
    await refused(
      'a foreign `Origin`',
      send(`/mcp/${token}`, { headers: { origin: 'https://evil.example' } }),
      /^403/,
    );
    await refused(
      'the `Origin` of a sandboxed page',
      send(`/mcp/${token}`, { headers: { origin: 'null' } }),
      /^403/,
    );
    await refused(
      'a foreign `Host` (DNS rebinding)',
      raw(`POST /mcp/${token} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`),
      /^HTTP\/1.1 403/,
    );
    await refused(
      'no `Host`',
      raw(`POST /mcp/${token} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`),
      /^HTTP\/1.1 400/,
    );
  });

  test('bodies', async () => {
    const { token } = await server();
    const large = 'x'.repeat(MAX_BODY + 1);
    const admin = (await addApiToken(store, 'admin')).token;
    await refused(
      'a body over the limit',
      send(`/mcp/${token}`, {}, message('tools/call', { name: large })),
      /^413/,
    );
    await refused(
      'a body over the limit, to the management API',
      send(
        '/integrated-account',
        { headers: { authorization: `Bearer ${admin}` } },
        JSON.stringify({ integration: large }),
      ),
      /^413/,
    );
    await refused('a body that is no JSON', send(`/mcp/${token}`, {}, '{'), /^400/);
    await refused(
      'a body nested 5,000 deep',
      send(
        `/mcp/${token}`,
        {},
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
      ),
      /^(4|200 )/,
    );
    await refused(
      'a form instead of JSON',
      send(`/mcp/${token}`, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'a=b'),
      /^4\d\d/,
    );
    await refused(
      'two conflicting lengths',
      raw(
        `POST /mcp/${token} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
      /^HTTP\/1.1 400/,
    );
  });

  test('clients that never finish', async () => {
    const { token } = await server();
    await refused(
      'headers that trickle in',
      raw(`POST /mcp/${token} HTTP/1.1\r\nHost: 127.0.0.1\r\n`, 15_000),
      /^HTTP\/1.1 408/,
    );
  });

  test('access tokens', async () => {
    const { server: record } = await server({ oauth: {} });
    const path = `/mcp/${record.id}`;
    const resource = gateway.url + path;
    const knock = async (claims: object) => {
      const token = await issuer.sign({ aud: resource, scope: 'ymcp:read', ...claims });
      return send(path, { headers: { authorization: `Bearer ${token}` } });
    };
    await refused('an access token of another issuer', knock({ iss: 'https://evil.example' }), /^401/);
    await refused('an access token for another audience', knock({ aud: 'https://other.example' }), /^401/);
    await refused(
      'an access token for another server here',
      knock({ aud: `${gateway.url}/mcp/other` }),
      /^401/,
    );
    await refused('an expired access token', knock({ exp: 1 }), /^401/);
    await refused('an access token without a scope', knock({ scope: '' }), /^403/);
    const [header, payload] = (await issuer.sign({ aud: resource, scope: 'ymcp:read' })).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refused(
      'an access token with the algorithm `none`',
      send(path, { headers: { authorization: `Bearer ${none}.${payload}.` } }),
      /^401/,
    );
    await refused(
      'an access token without its signature',
      send(path, { headers: { authorization: `Bearer ${header}.${payload}.` } }),
      /^401/,
    );
    const closed = await server();
    await refused(
      'an access token for a server that takes none',
      send(`/mcp/${closed.server.id}`, {
        headers: {
          authorization: `Bearer ${await issuer.sign({ aud: `${gateway.url}/mcp/${closed.server.id}`, scope: 'ymcp:read' })}`,
        },
      }),
      /^401/,
    );
  });

  test('confirmations', async () => {
    const [mine, other] = [await server(), await server()];
    const refund = async (token: string, args: object) => {
      const client = await connectHttp('2025', `${gateway.url}/mcp/${token}`);
      const { structuredContent } = await client.call('shop_orders_refund', args as Record<string, unknown>);
      await client.close();
      return structuredContent;
    };
    const asked = (await refund(mine.token, { id: '1' })).error?.confirm_token;
    const code = async (token: string, args: object) =>
      String((await refund(token, args)).error?.code ?? 'done');
    await refused(
      'a confirmation for another order',
      code(mine.token, { id: '2', confirm_token: asked }),
      /confirmation_required/,
    );
    await refused(
      "a confirmation of another account's call",
      code(other.token, { id: '1', confirm_token: asked }),
      /confirmation_required/,
    );
    expect(await code(mine.token, { id: '1', confirm_token: asked })).toBe('done');
    await refused(
      'a confirmation used a second time',
      code(mine.token, { id: '1', confirm_token: asked }),
      /confirmation_required/,
    );
  });

  test('the management API', async () => {
    const { server: record, token } = await server();
    const call = await addApiToken(store, 'call');
    const account = record.integrated_account_id;
    const get = (path: string, headers = {}) => send(path, { method: 'GET', body: null, headers });
    await refused('the management API without a token', get('/integrated-account'), /^401/);
    await refused(
      'the management API with a token that may only call',
      get('/integrated-account', { authorization: `Bearer ${call.token}` }),
      /^401/,
    );
    await refused(
      "the management API with a server's token",
      get('/integrated-account', { authorization: `Bearer ${token}` }),
      /^401/,
    );
    await refused('the metrics without a token', get('/metrics'), /^401/);
    await refused('the log without a token', get('/log'), /^401/);
    const admin = { authorization: `Bearer ${(await addApiToken(store, 'admin')).token}` };
    const other = await server();
    await refused(
      "a server under another account's address",
      get(`/integrated-account/${other.server.integrated_account_id}/mcp/${record.id}`, admin),
      /^404/,
    );
    const seen = await fetch(`${gateway.url}/integrated-account/${account}`, { headers: admin });
    expect(await seen.text()).not.toContain(UPSTREAM_SECRET);
    const query = `tool_name=${encodeURIComponent("' or 1=1 --")}`;
    const found = await fetch(`${gateway.url}/log?${query}`, { headers: admin });
    const { result } = (await found.json()) as { result: unknown[] };
    await refused(
      'SQL in a filter',
      Promise.resolve(`${found.status} ${result.length} records`),
      /^200 0 records/,
    );
    await refused(
      'a server with an expiry in 30 s',
      send(
        `/integrated-account/${account}/mcp`,
        { headers: admin },
        JSON.stringify({ name: 'x', expires_at: new Date(Date.now() + 30_000).toISOString() }),
      ),
      /^400/,
    );
  });

  test('logs', async () => {
    const { token } = await server();
    const forged = 'x\n{"level":"error","msg":"forged"}\u001b[2J';
    const before = gateway.lines.length;
    await send(
      `/mcp/${token}`,
      { headers: { 'user-agent': 'a"}{"msg":"forged' } },
      message('tools/call', { name: forged }),
    );
    await send(`/log/${encodeURIComponent(forged)}`);
    const lines = gateway.lines.slice(before).map((line) => JSON.parse(line) as { msg: string });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter(({ msg }) => msg === 'forged')).toEqual([]);
    rows.push([
      'line breaks, JSON and escape sequences in a name, a path and a user agent',
      'each stays inside its own JSON string',
    ]);
  });

  test('no secret is in the database, the log or the metrics', async () => {
    const admin = { authorization: `Bearer ${(await addApiToken(store, 'admin')).token}` };
    const metrics = await (await fetch(`${gateway.url}/metrics`, { headers: admin })).text();
    const places = { log: gateway.lines.join('\n'), metrics, ...bytesOf(databases.folder()) };
    for (const [place, text] of Object.entries(places))
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
    rows.push([
      `${secrets.length > 10 ? 'all' : 'some'} tokens and account secrets of this run, searched for in the database, the log and the metrics`,
      'found nowhere',
    ]);
  });

  test('the page says what happened', async () => {
    if (databases.type !== 'sqlite') return;
    const table = aligned([
      ['attack', 'what happened'],
      ...rows.map(([attack, happened]): [string, string] => [attack, cell(happened)]),
    ]);
    const text = `# Attacks tried, and what happened\n\nWritten by \`test/gateway/attacks.test.ts\`, which tries them on SQLite and on PostgreSQL.\n\n${table}\n`;
    await expect(text).toMatchFileSnapshot(PAGE);
  });

  function raw(text: string, patience = 3_000): Promise<string> {
    const { hostname, port } = new URL(gateway.url);
    return new Promise((done) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setTimeout(patience, () => socket.destroy());
      socket.on('data', (chunk) => {
        answer += chunk;
        socket.end();
      });
      socket.on('error', () => {});
      socket.on('close', () => done(answer.split('\r\n')[0] ?? ''));
    });
  }
});

/** What differs from run to run is left out. */
const cell = (text: string) =>
  text
    .replaceAll(/\\?"/g, '"')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '{time}')
    .replaceAll('|', '\\|');

function bytesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(path).toString('latin1')]));
}

/** A table as the formatter of this repository has it. */
function aligned(rows: readonly (readonly [string, string])[]): string {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = ['', ''], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
