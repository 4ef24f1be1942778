import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failuresOf } from '../../cli/case-reporters/failures.ts';
import { readIntegration } from '../../cli/integrations.ts';
import { runCase } from '../../engine/cases/run.ts';
import { createScrub } from '../../engine/cases/scrub.ts';
import { runCli } from '../support/run-cli.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let folder: string;
let logins = 0;
beforeEach(async () => {
  logins = 0;
  upstream = await startUpstream(({ verb, path, headers }, response) => {
    if (path === '/login') {
      logins += 1;
      return json(response, 200, { token: `s3cret-session-${logins}` });
    }
    if (headers['x-token'] !== `s3cret-session-${logins}` || !headers.authorization)
      return json(response, 401, {});
    if (verb === 'POST')
      return json(response, 201, {
        id: 9,
        owner: 'jane.roe@corp.com',
        link: `${upstream.url}/acme/people/9`,
      });
    const page = new URL(path, upstream.url).searchParams.get('page');
    response.setHeader('x-total', '3');
    json(response, 200, {
      people:
        page === '1'
          ? [{ email: 'jane.roe@corp.com', phone: '+44 20 7946 0000' }, { email: 'JOHN@corp.com' }]
          : [{ email: 'jane.roe@corp.com' }],
      total: 3,
    });
  });
  folder = mkdtempSync(join(tmpdir(), 'ymcp-record-'));
  mkdirSync(join(folder, 'crm'));
  writeFileSync(
    join(folder, 'crm/integration.yaml'),
    `ymcp: 1
name: crm
label: CRM
account:
  required: [tenant, user, password]
  properties:
    tenant: { type: string, description: Tenant. }
    user: { type: string, format: email, description: User. }
    password: { type: string, writeOnly: true, description: Password. }
base_url: ${upstream.url}/{{$account.tenant}}
auth:
  type: session
  login: { request: "POST ${upstream.url}/login", body: { user: "{{$account.user}}", password: "{{$account.password}}" }, token: token }
  headers: { X-Token: "{{$token}}", Authorization: "Basic {{$base64encode($account.user & ':' & $account.password)}}", X-Id: "{{$uuid()}}" }
pagination: { type: page, page: page, limit: size, total: total }
resources:
  people:
    methods:
      list: { description: All people., request: GET /people, response: { items: people } }
      create:
        description: Adds a person.
        request: POST /people
        parameters: { email: { type: string, description: Address. } }
        confirm: Add {{email}}?
`,
  );
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await upstream.close();
});

const SETTINGS = { CRM_TENANT: 'acme', CRM_USER: 'boss@corp.com', CRM_PASSWORD: 'correct horse' };
const record = (...args: string[]) =>
  runCli(['record', ...args, '-i', join(folder, 'crm')], { env: { ...SETTINGS, XDG_STATE_HOME: folder } });
const texts = () =>
  readdirSync(join(folder, 'crm/cases'))
    .map((name) => readFileSync(join(folder, 'crm/cases', name), 'utf8'))
    .join('\n');

async function replayAll() {
  const { integration, cases, diagnostics } = readIntegration(join(folder, 'crm'), true);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { cases, results: await Promise.all(cases.map((one) => runCase(integration!, one))) };
}

test('a recorded case holds no real value, and passes when it is run', async () => {
  expect(await record('list_all_crm_people', 'limit=3', '--name', 'three people')).toMatchObject({ code: 0 });
  expect(
    await record('create_a_crm_person', 'email=jane.roe@corp.com', '--name', 'one more', '--yes'),
  ).toMatchObject({ code: 0 });
  const written = texts();
  for (const real of [
    'acme',
    'boss@',
    'correct horse',
    's3cret',
    'corp.com',
    '7946',
    `${upstream.url.slice(-5)}/acme`,
    Buffer.from('boss@corp.com:correct horse').toString('base64'),
  ])
    expect(written).not.toContain(real);
  const { cases, results } = await replayAll();
  expect(cases.map(({ name, method }) => [name, method])).toEqual([
    ['one more', 'people.create'],
    ['three people', 'people.list'],
  ]);
  expect(results.flatMap(failuresOf)).toEqual([]);
  const [created, listed] = results;
  expect(created?.case.definition.arguments).toEqual({ email: 'person1@example.com' });
  expect(listed?.outcome).toMatchObject({
    value: {
      result: [
        { email: 'person1@example.com', phone: '+15550000002' },
        { email: 'person3@example.com' },
        { email: 'person1@example.com' },
      ],
    },
  });
});

test('a second case is added to the file, whose text stays as it is', async () => {
  await record('list_all_crm_people', 'limit=2', '--name', 'first');
  const file = join(folder, 'crm/cases/people.list.yaml');
  const before = `${readFileSync(file, 'utf8').trimEnd()}   # a remark\n`;
  writeFileSync(file, before);
  await record('list_all_crm_people', 'limit=1', '--name', 'second: with a colon');
  expect(readFileSync(file, 'utf8').startsWith(before.trimEnd())).toBe(true);
  const { cases, results } = await replayAll();
  expect(cases.map(({ name }) => name)).toEqual(['first', 'second: with a colon']);
  expect(results.flatMap(failuresOf)).toEqual([]);
});

test('the same person has the same stand-in wherever they stand', () => {
  const scrub = createScrub({
    known: new Map([
      ['abc', 'x'],
      ['abcdef', 'y'],
    ]),
    hidesPeople: true,
  });
  expect(
    scrub({
      'abc@a.com': ['Jo <jo@b.org>', 'JO@B.ORG', 'keep@example.org'],
      n: 1,
      t: 'abcdef abc',
      u: '?q=jo%40b.org',
    }),
  ).toEqual({
    'person1@example.com': ['Jo <person2@example.com>', 'person2@example.com', 'keep@example.org'],
    n: 1,
    t: 'y x',
    u: '?q=person2%40example.com',
  });
});
