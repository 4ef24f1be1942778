import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { type Sandbox, startSandbox } from '../../engine/sandbox/server.ts';
import { connectHttp, ERAS, type TestClient, type ToolResult } from '../support/clients.ts';
import { catalogOf, integrationAt } from '../support/integration.ts';

const ipost = integrationAt(join(import.meta.dirname, '../../integrations/ipost'));

let sandbox: Sandbox;
let server: HttpServer;

beforeAll(async () => {
  const definition = ipost.sandbox!;
  sandbox = await startSandbox(definition);
  const catalog = catalogOf(ipost, definition.account as Record<string, unknown>, {
    origin: sandbox.url,
    outputBytes: 2_000_000,
  });
  server = await serveHttp(
    catalog,
    { name: 'ipost', version: '1' },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
});

afterAll(async () => {
  await server.close();
  await sandbox.close();
});

const control = (path: string, method = 'GET') => fetch(`${sandbox.url}/_sandbox/${path}`, { method });
const read = async <T>(path: string): Promise<T> => (await (await control(path)).json()) as T;
const requests = () => read<{ verb: string; path: string; status: number; bytes: number }[]>('requests');

interface Contact {
  Contact_ID: number;
  Email: string;
  GlobalEmailStatus: boolean;
}

const contactsOf = ({ structuredContent }: ToolResult) => structuredContent.result as Contact[];

describe.each(ERAS)('a client of %s', (era) => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connectHttp(era, server.url);
  });
  beforeEach(async () => {
    await control('reset', 'POST');
  });
  afterAll(() => client.close());

  test('enrols those of 10,000 contacts who may be mailed, and finds them enrolled', async () => {
    const progress: number[] = [];
    const listed = await client.call(
      'list_all_i_post_contacts',
      { list_id: 25, limit: 10_000 },
      { onprogress: (now) => progress.push(now.progress) },
    );
    const contacts = contactsOf(listed);
    expect(contacts).toHaveLength(10_000);
    expect(new Set(contacts.map((contact) => contact.Contact_ID)).size).toBe(10_000);
    expect(listed.structuredContent.next_cursor).toEqual(expect.any(String));
    const pages = (await requests()).filter(
      ({ path, status }) => path.includes('/lists/25/contacts/') && status === 200,
    );
    expect(pages).toHaveLength(10);
    expect(progress.length).toBeGreaterThan(0);

    const willing = contacts.filter((contact) => contact.GlobalEmailStatus === true);
    expect(willing.length).toBeGreaterThan(8_000);
    const recipients = willing.map(({ Contact_ID }) => ({ Contact_ID, Properties: { source: 'webinar' } }));
    const enrolled = await client.call('create_a_i_post_journey_automation', {
      journey_id: 101,
      Recipients: recipients,
    });
    expect(enrolled.structuredContent).toMatchObject({
      complete: true,
      total: willing.length,
      done: willing.length,
    });
    const enrolments: { JourneyID: number; Contact_ID: number; Properties: unknown }[] =
      await read('collections/enrolments');
    const ours = enrolments.filter(({ JourneyID }) => JourneyID === 101);
    expect(ours.map(({ Contact_ID }) => Contact_ID)).toEqual(willing.map(({ Contact_ID }) => Contact_ID));
    expect(ours.every(({ Properties }) => JSON.stringify(Properties) === '{"source":"webinar"}')).toBe(true);
  }, 90_000);

  test('suppresses four lower-cased addresses by MD5 and sees for each contact whether it worked', async () => {
    const emails = [
      'john.doe@example.com',
      'mary.major@example.com',
      'contact5@example.com',
      'contact6@example.com',
    ];
    const before = await client.call('get_single_i_post_contact_status_by_id', { id: 2 });
    expect(before.structuredContent.lists).toMatchObject({ 40: false });
    const added = await client.call('create_a_i_post_md_5_list_contact', { list_id: 40, Emails: emails });
    expect(added.isError).toBeFalsy();
    const suppressed: Record<number, boolean | undefined> = {};
    for (const id of [1, 2, 5, 6, 8]) {
      const { structuredContent } = await client.call('get_single_i_post_contact_status_by_id', { id });
      suppressed[id] = (structuredContent.lists as Record<string, boolean>)['40'];
    }
    // Contact 1 is stored as John.Doe@Example.com: the hash of the lower-cased address is another one.
    expect(suppressed).toEqual({ 1: false, 2: true, 5: true, 6: true, 8: false });
  });

  test('what is added can be read back', async () => {
    const created = await client.call('create_a_i_post_list', { ListName: `Autumn ${era}` });
    const list_id = created.structuredContent.ListID as number;
    await client.call('create_a_i_post_list_contact', {
      list_id,
      ContactStatus: [{ Email: 'new@example.com' }, { ContactID: 5 }],
    });
    const listed = await client.call('list_all_i_post_contacts', { list_id });
    expect(
      contactsOf(listed)
        .map(({ Email }) => Email)
        .sort(),
    ).toEqual(['contact5@example.com', 'new@example.com']);
    const found = await client.call('list_all_i_post_lists', { ListName: `Autumn ${era}` });
    expect(found.structuredContent.result).toMatchObject([{ ListID: list_id }]);
  });

  test.each([
    [
      'a paused automation',
      'create_a_i_post_process_automations_start',
      { automation_id: 202 },
      'rejected',
      /Paused/,
    ],
    [
      'a guessed blob',
      'update_a_i_post_contacts_blob_by_id',
      { id: 'guess', Email: 'a@b.co' },
      'rejected',
      /blob/,
    ],
    ['an unknown list', 'list_all_i_post_contacts', { list_id: 99 }, 'not_found', /no list 99/],
    ['a list name taken', 'create_a_i_post_list', { ListName: 'Newsletter' }, 'conflict', /Newsletter/],
    [
      'an unknown column',
      'i_post_datatable_records_bulk_update',
      { table_id: 101, Records: [{ nope: 1 }] },
      'invalid_arguments',
      /unknown key `nope`.*`Records` may have: `\w+`, `/,
    ],
    [
      'a recipient without identity',
      'create_a_i_post_journey_automation',
      { journey_id: 101, Recipients: [{ Properties: {} }] },
      'invalid_arguments',
      /Contact_ID/,
    ],
  ])('%s is an error with a next step', async (_, tool, args, code, words) => {
    const result = await client.call(tool, args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error?.code).toBe(code);
    expect(result.structuredContent.error?.message).toMatch(words);
  });

  test('5,000 contacts are added by one call in bodies under 16,384 bytes, with a report of every part', async () => {
    const ContactStatus = Array.from({ length: 5_000 }, (_, index) => ({
      Email: `added${index}@example.com`,
    }));
    const progress: number[] = [];
    const added = await client.call(
      'create_a_i_post_list_contact',
      { list_id: 31, ContactStatus },
      { onprogress: (now) => progress.push(now.progress) },
    );
    expect(added.structuredContent).toMatchObject({ complete: true, total: 5_000, done: 5_000 });
    const parts = added.structuredContent.parts as { from: number; to: number; outcome: string }[];
    expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to + 1)]);
    expect(parts.at(-1)?.to).toBe(4_999);
    const bodies = (await requests()).filter(
      ({ path, status }) => path.endsWith('/lists/31/add/') && status === 200,
    );
    expect(bodies.length).toBe(parts.length);
    expect(Math.max(...bodies.map(({ bytes }) => bytes))).toBeLessThanOrEqual(16_384);
    expect(progress.at(-1)).toBe(5_000);
    const members = await client.call('list_all_i_post_contacts', {
      list_id: 31,
      limit: 10_000,
      transform: '$count($)',
    });
    expect(members.structuredContent.result).toBe(5_040);
  }, 60_000);

  test.each([
    [
      'Mobile without its status',
      'update_a_i_post_contacts_blob_by_id',
      { id: 'Q7-x_LmN0pR4sT8uVwYz', Mobile: '+1312' },
      /would opt the contact in/,
    ],
    [
      'a capital letter for an MD5 list',
      'create_a_i_post_md_5_list_contact',
      { list_id: 40, Emails: ['John.Doe@Example.com'] },
      /John\.Doe@Example\.com has capital letters/,
    ],
  ])('%s is refused with the reason, and nothing is sent', async (_, tool, args, words) => {
    const result = await client.call(tool, args);
    expect(result.structuredContent.error).toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(words),
    });
    expect(await requests()).toEqual([]);
  });

  test('a capital letter for an MD5 list is sent when it is meant', async () => {
    await client.call('create_a_i_post_md_5_list_contact', {
      list_id: 40,
      Emails: ['John.Doe@Example.com'],
      case_is_meant: true,
    });
    const { structuredContent } = await client.call('get_single_i_post_contact_status_by_id', { id: 1 });
    expect(structuredContent.lists).toMatchObject({ 40: true });
  });

  test('the webinar takes one call with a chain, once the user has agreed', async () => {
    const args = { list_id: 25, journey_id: 101, Properties: { source: 'webinar' } };
    const asked = await client.call('i_post_journey_automations_enrol_list', args);
    expect(asked.structuredContent.error).toMatchObject({
      code: 'confirmation_required',
      question: expect.stringContaining('list 25'),
    });
    const enrolled = await client.call('i_post_journey_automations_enrol_list', {
      ...args,
      confirm_token: asked.structuredContent.error?.confirm_token,
    });
    expect(enrolled.structuredContent).toMatchObject({ on_list: 10_000, complete: false });
    expect(enrolled.structuredContent.enrolled).toBe(10_000 - Number(enrolled.structuredContent.left_out));
    const enrolments = await read<unknown[]>('collections/enrolments');
    expect(enrolments).toHaveLength(Number(enrolled.structuredContent.enrolled));
  }, 60_000);

  test('the webinar takes two calls and few tokens with transform', async () => {
    const listed = await client.call('list_all_i_post_contacts', {
      list_id: 25,
      limit: 10_000,
      transform: '$[GlobalEmailStatus][[0..49]].Contact_ID',
    });
    const Recipients = (listed.structuredContent.result as number[]).map((Contact_ID) => ({
      Contact_ID,
      Properties: { source: 'webinar' },
    }));
    const enrolled = await client.call('create_a_i_post_journey_automation', { journey_id: 101, Recipients });
    expect(enrolled.structuredContent).toMatchObject({ complete: true, done: 50 });
    expect(JSON.stringify([listed.content, enrolled.content]).length).toBeLessThan(4_000);
  });

  test.each([
    ['rate_limited', 'rate_limited', { status: 429, retry_after: 2 }],
    ['unavailable', 'unavailable', { status: 503 }],
    ['broken', 'unavailable', { status: 500 }],
    ['html', 'invalid_response', { status: 200 }],
    ['reset', 'network', {}],
    ['forbidden', 'unauthorized', { status: 403 }],
    ['conflict', 'conflict', { status: 409 }],
    ['bad_request', 'rejected', { status: 400 }],
    ['not_found', 'not_found', { status: 404 }],
  ])('the fault %s is read as %s', async (fault, code, details) => {
    await client.call('list_all_i_post_lists');
    // As often as a read is tried, so that the fault outlasts the retries.
    await control(`faults/${fault}?times=3`, 'POST');
    const result = await client.call('list_all_i_post_lists');
    expect(result.structuredContent.error).toMatchObject({ code, ...details });
  });

  test.each(['rate_limited', 'unavailable', 'reset'])(
    'one %s is waited out without the model noticing',
    async (fault) => {
      await client.call('list_all_i_post_lists');
      await control(`faults/${fault}`, 'POST');
      expect((await client.call('list_all_i_post_lists')).isError).toBeFalsy();
    },
  );

  test('a session that the API has forgotten is renewed without the model noticing', async () => {
    await client.call('list_all_i_post_lists');
    await control('collections/tokens', 'DELETE');
    const result = await client.call('list_all_i_post_lists');
    expect(result.isError).toBeFalsy();
    expect((await requests()).slice(-3).map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('no secret shows in any list or answer', async () => {
    const everything = JSON.stringify([
      await client.listTools(),
      client.instructions,
      await client.call('list_all_i_post_lists'),
    ]);
    expect(everything).not.toContain('rehearsal-only-7Q');
  });
});

test('under a budget of 100 kB every one of 12,000 contacts comes once, through 429 and 503 too', async () => {
  const settings = ipost.sandbox!.account as Record<string, unknown>;
  const catalog = catalogOf(ipost, settings, { origin: sandbox.url, outputBytes: 100_000 });
  await control('reset', 'POST');
  const seen: number[] = [];
  let cursor: unknown;
  let calls = 0;
  do {
    calls += 1;
    if (calls % 4 === 0)
      await control(`faults/${calls % 8 === 0 ? 'unavailable' : 'rate_limited'}?path=contacts`, 'POST');
    const outcome = await catalog.call('list_all_i_post_contacts', {
      list_id: 25,
      limit: 10_000,
      ...(cursor !== undefined && { next_cursor: cursor }),
    });
    if ('error' in outcome) throw outcome.error;
    expect(Buffer.byteLength(outcome.text)).toBeLessThan(101_000);
    seen.push(...(outcome.value.result as Contact[]).map((contact) => contact.Contact_ID));
    cursor = outcome.value.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 12_000 }, (_, index) => index + 1));
  expect(calls).toBeGreaterThan(5);
}, 60_000);
