import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { runCli } from '../support/run-cli.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let folder: string;
let upstream: Upstream;
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
  answer = (response) => json(response, 404, {});
  upstream = await startUpstream(({ path, body }, response) => {
    if (path !== '/v1/login') return answer(response);
    return body.includes('opensesame')
      ? json(response, 200, { token: 'session-secret' })
      : json(response, 403, {});
  });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await upstream.close();
});

const ENV = { SHOP_USER: 'ann', SHOP_PASSWORD: 'opensesame' };

function write(baseUrl = `${upstream.url}/v1`, auth?: string): string {
  const file = join(folder, 'shop.yaml');
  const session =
    '{ type: session, login: { request: POST /login, body: { user: "{{$account.user}}", password: "{{$account.password}}" }, token: token }, headers: { X-Token: "{{$token}}" } }';
  writeFileSync(
    file,
    `ymcp: 1
name: shop
label: Shop
base_url: ${baseUrl}
account: { required: [user, password], properties: { user: { type: string, description: Who logs in. }, password: { type: string, writeOnly: true, description: What they know. } } }
auth: ${auth ?? session}
resources: { orders: { methods: { list: GET /orders } } }
`,
  );
  return file;
}

interface Found {
  name: string;
  level: string;
  detail: string;
  fix?: string;
}

async function doctor(args: readonly string[], env: Record<string, string> = ENV) {
  const { code, stdout, stderr } = await runCli(['doctor', ...args, '--json'], {
    cwd: folder,
    env: { XDG_STATE_HOME: join(folder, 'state'), ...env },
  });
  const { ok, groups } = JSON.parse(stdout) as {
    ok: boolean;
    groups: { title: string; findings: Found[] }[];
  };
  const findings = groups.flatMap((group) => group.findings);
  return {
    code,
    stdout,
    stderr,
    ok,
    of: (name: string) => findings.find((one) => one.name === name),
    findings,
  };
}

test('an account that works is in order throughout, and no value of it is shown', async () => {
  const { code, ok, stdout, of, findings } = await doctor([write()]);
  expect([code, ok]).toEqual([0, true]);
  expect(findings.filter(({ level }) => level === 'fail' || level === 'warn')).toEqual([]);
  expect(of('settings')?.detail).toBe('set: SHOP_USER, SHOP_PASSWORD');
  expect(of('http')?.detail).toContain('answers 404 without credentials');
  expect(of('clock')?.level).toBe('ok');
  expect(of('login')?.detail).toMatch(/^works, by session in header x-token {2}\d+ ms$/);
  expect(stdout).not.toMatch(/opensesame|session-secret|"ann"/);
  // The login, and one request without credentials; nothing of the API is called.
  expect(upstream.received.map(({ verb, path }) => `${verb} ${path}`)).toEqual(['GET /v1', 'POST /v1/login']);
  expect(upstream.received[0]?.headers['x-token']).toBeUndefined();
});

test('a refused login is red, with what the API says and without the password', async () => {
  const { code, of, stdout } = await doctor([write()], { ...ENV, SHOP_PASSWORD: 'wrongsesame' });
  expect(code).toBe(1);
  expect(of('login')).toMatchObject({ level: 'fail', detail: expect.stringContaining('the login failed') });
  expect(stdout).not.toContain('wrongsesame');
});

test('missing settings are named with their variables and meanings, and nothing is sent', async () => {
  const { code, of } = await doctor([write()], { SHOP_USER: 'ann' });
  expect(code).toBe(1);
  expect(of('settings')).toMatchObject({
    level: 'fail',
    detail: expect.stringContaining('set SHOP_PASSWORD in the environment'),
    fix: 'SHOP_PASSWORD: What they know.',
  });
  expect(upstream.received).toEqual([]);
});

test('a clock that is far off is red, one that is a little off is yellow', async () => {
  const shifted = (seconds: number) => (response: ServerResponse) =>
    json(response, 200, {}, { date: new Date(Date.now() + seconds * 1_000).toUTCString() });
  answer = shifted(-3_600);
  expect((await doctor([write()])).of('clock')).toMatchObject({ level: 'fail' });
  answer = shifted(120);
  const { code, of } = await doctor([write()]);
  expect(of('clock')).toMatchObject({ level: 'warn', fix: expect.stringContaining('set from the network') });
  expect(code).toBe(0);
});

test('an API that is not there is red, and the login is not tried', async () => {
  const { code, of } = await doctor([write(`http://127.0.0.1:${await freePort()}`)]);
  expect(code).toBe(1);
  expect(of('http')).toMatchObject({ level: 'fail', detail: expect.stringContaining('ECONNREFUSED') });
  expect(of('login')).toMatchObject({ level: 'skip' });
});

test('a host that does not exist is red before anything is sent', async () => {
  const { code, of, findings } = await doctor([write('https://shop.invalid/v1')]);
  expect(code).toBe(1);
  expect(of('dns')).toMatchObject({
    level: 'fail',
    detail: expect.stringContaining('shop.invalid cannot be found'),
  });
  expect(findings.some(({ name }) => name === 'http')).toBe(false);
});

test('a server without a secure connection is red where one is asked for', async () => {
  const { code, of } = await doctor([write(upstream.url.replace('http:', 'https:'))]);
  expect(code).toBe(1);
  expect(of('tls')).toMatchObject({ level: 'fail' });
});

test('--offline sends nothing', async () => {
  const { code, of } = await doctor([write(), '--offline']);
  expect(code).toBe(0);
  expect(of('login')).toMatchObject({ level: 'skip' });
  expect(upstream.received).toEqual([]);
});

test('--sandbox logs in there, without an account', async () => {
  const { code, of, findings } = await doctor(['ipost', '--sandbox'], {});
  expect(code).toBe(0);
  expect(of('login')?.detail).toContain('works, by session');
  expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
});

test('schemes without a login say what they put on requests', async () => {
  const { of } = await doctor([write(undefined, '{ type: bearer, token: "{{$account.password}}" }')]);
  expect(of('login')).toMatchObject({
    level: 'ok',
    detail: expect.stringContaining('in header authorization'),
  });
});

test('what is open to others, too short or in the way is yellow', async () => {
  writeFileSync(join(folder, '.env'), 'SHOP_USER=ann\n');
  chmodSync(join(folder, '.env'), 0o644);
  mkdirSync(join(folder, 'state/ymcp'), { recursive: true });
  chmodSync(join(folder, 'state/ymcp'), 0o755);
  const { code, of, stdout } = await doctor([], {
    YMCP_KEY: 'short',
    HTTPS_PROXY: 'http://me:secret@proxy:8080',
  });
  expect(code).toBe(0);
  for (const name of ['.env', 'state', 'cursor key', 'proxy']) expect(of(name)?.level, name).toBe('warn');
  expect(of('.env')?.fix).toBe('Run `chmod 600 .env`.');
  expect(stdout).not.toMatch(/secret|"short"/);
});

test('settings from a .env file are said to be from there', async () => {
  const file = write();
  writeFileSync(join(folder, '.env'), 'SHOP_USER=ann\nSHOP_PASSWORD=opensesame\n');
  const { of } = await doctor([file, '--offline'], {});
  expect(of('settings')?.detail).toBe('set: SHOP_USER (.env), SHOP_PASSWORD (.env)');
});

test('YAML that cannot be used is one red line', async () => {
  const file = join(folder, 'bad.yaml');
  writeFileSync(file, 'ymcp: 1\nname: bad\n');
  const { code, of } = await doctor([file]);
  expect(code).toBe(1);
  expect(of('YAML')).toMatchObject({ level: 'fail', detail: expect.stringMatching(/bad\.yaml:1:1: error/) });
});

test('for people, what to do stands under what is wrong', async () => {
  const { code, stdout, stderr } = await runCli(['doctor', write()], {
    cwd: folder,
    env: { SHOP_USER: 'ann' },
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    / ✗ settings +the Shop account lacks `password`[^→]+→ SHOP_PASSWORD: What they know\./s,
  );
  expect(stderr).toBe('ymcp: 1 thing wrong, 0 to look at.\n');
});
