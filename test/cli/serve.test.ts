import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bareEnvironment } from '../support/bare-environment.ts';
import { connectHttp, connectStdio, ERAS, type TestClient } from '../support/clients.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
const REFERENCE_TOOLS = [
  'list_all_i_post_contacts',
  'update_a_i_post_contacts_blob_by_id',
  'i_post_list_contacts_bulk_create',
  'create_a_i_post_journey_automation',
  'create_a_i_post_process_automations_start',
  'i_post_datatable_records_bulk_update',
  'create_a_i_post_md_5_list_contact',
  'get_single_i_post_contact_status_by_id',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function checkTools(client: TestClient) {
  const tools = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(REFERENCE_TOOLS));
  const listed = await client.call('list_all_i_post_contacts', { list_id: 25, limit: 3 });
  expect(listed.structuredContent).toMatchObject({ result_count: 3, result: [{ Contact_ID: 1 }, {}, {}] });
  const missing = await client.call('list_all_i_post_contacts', { list_id: 404 });
  expect(missing.structuredContent.error?.code).toBe('not_found');
}

describe.each(ERAS)('an official client of %s', (era) => {
  const version = era === '2025' ? '2025-11-25' : '2026-07-28';

  test('lists and calls over stdio', async () => {
    const client = await connectStdio(era, {
      command: process.execPath,
      args: [MAIN, 'serve', 'ipost', '--sandbox'],
      cwd: ROOT,
    });
    expect(client.protocolVersion).toBe(version);
    expect(client.instructions).toContain('byte for byte');
    await checkTools(client);
    await client.close();
  });

  test('lists and calls over HTTP', async () => {
    const server = await serveOverHttp(['ipost', '--sandbox']);
    const client = await connectHttp(era, server.url);
    expect(client.protocolVersion).toBe(version);
    await checkTools(client);
    await client.close();
    const output = await server.stop();
    expect(output.stdout).toBe('');
    expect(output.stderr).toMatch(/ok +list_all_i_post_contacts {2}1 request, /);
    expect(output.stderr).toMatch(/not_found +list_all_i_post_contacts/);
    expect(output.stderr).toContain(`claude mcp add --transport http ipost ${server.url}`);
    expect(output.stderr).not.toContain('rehearsal-only-7Q');
  });
});

test('one line of YAML makes a new tool', async () => {
  const copy = join(folder, 'ipost');
  cpSync(join(ROOT, 'integrations/ipost'), copy, { recursive: true });
  const lists = join(copy, 'resources/lists.yaml');
  writeFileSync(
    lists,
    readFileSync(lists, 'utf8').replace('methods:\n', 'methods:\n  topics: GET /topics\n'),
  );
  const client = await connectStdio('2026', {
    command: process.execPath,
    args: [MAIN, 'serve', copy, '--sandbox'],
    cwd: ROOT,
  });
  const tool = (await client.listTools()).find(({ name }) => name === 'i_post_lists_topics');
  expect(tool).toMatchObject({ title: 'iPost lists: topics', inputSchema: { type: 'object' } });
  expect((await client.call('i_post_lists_topics')).structuredContent.error).toMatchObject({
    code: 'not_found',
    status: 404,
  });
  await client.close();
});

test('without an account the tools are listed and a call says which variables to set', async () => {
  const client = await connectStdio('2025', {
    command: process.execPath,
    args: [MAIN, 'serve', join(ROOT, 'integrations/ipost')],
    cwd: folder,
  });
  expect((await client.listTools()).length).toBeGreaterThanOrEqual(18);
  const { structuredContent } = await client.call('list_all_i_post_lists');
  expect(structuredContent.error).toMatchObject({
    code: 'missing_secret',
    message: expect.stringContaining('IPOST_PASSWORD'),
  });
  await client.close();
});

test('on stdio, stderr says at once what an account lacks, and then what is wrong with it', async () => {
  const child = spawn(process.execPath, [MAIN, 'serve', join(ROOT, 'integrations/ipost')], {
    cwd: folder,
    env: { ...bareEnvironment(), IPOST_EMAIL: 'nobody', IPOST_PASSWORD: 'x' },
  });
  let output = '';
  await new Promise<void>((said) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (output.includes('IPOST_EMAIL')) said();
    });
  });
  child.kill();
  const [lacks, wrong] = output.split('\n');
  expect(lacks).toBe(
    'ymcp: the iPost account lacks `client_token`; set IPOST_CLIENT_TOKEN in the environment or in a `.env` file.',
  );
  expect(wrong).toMatch(/^ymcp: .*`email`.* Correct IPOST_EMAIL\.$/);
});

test.each([
  ['another host', { host: 'evil.example' }],
  ['another origin', { origin: 'https://evil.example' }],
])('over HTTP a request from %s is refused', async (_, headers) => {
  const server = await serveOverHttp(['ipost', '--sandbox']);
  const { request } = await import('node:http');
  const status = await new Promise((done) => {
    request(
      server.url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => done(response.statusCode),
    ).end('{}');
  });
  expect(status).toBe(403);
  await server.stop();
});

interface Running {
  url: string;
  stop(): Promise<{ stdout: string; stderr: string }>;
}

/** `ymcp serve … --http` on a free port; resolves when the banner names the address. */
async function serveOverHttp(args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args, '--http', '0'], { cwd: ROOT });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  const url = await new Promise<string>((found, failed) => {
    child.once('exit', (code) => failed(new Error(`exit ${code}: ${output.stderr}`)));
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
      const match = /^ {2}(http:\S+\/mcp)$/m.exec(output.stderr);
      if (match?.[1]) found(match[1]);
    });
  });
  return {
    url,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners('exit').once('exit', () => done(output));
        child.kill('SIGTERM');
      }),
  };
}

test.each([
  ['serve', 'ipost'],
  ['serve', 'ipost', '--sandbox'],
  ['dev', 'ipost', '--sandbox'],
])('%s %s %s ends well where stdin is at its end already', async (...args) => {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  const code = await new Promise((done) => child.once('close', done));
  expect(code).toBe(0);
});
