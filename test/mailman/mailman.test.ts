import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectStdio, type TestClient, type ToolResult } from '../support/clients.ts';
import { type Mailman, startMailman, whyNoMailman } from './server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LIST = 'ants.example.com';
const absent = whyNoMailman();

interface Member {
  member_id: string;
  email: string;
}

describe.skipIf(absent)(`a real Mailman 3${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let mailman: Mailman;
  let client: TestClient;

  beforeAll(async () => {
    mailman = await startMailman();
    client = await connectStdio('2026', {
      command: process.execPath,
      args: [join(ROOT, 'dist/cli/main.js'), 'serve', 'mailman'],
      cwd: ROOT,
      env: {
        MAILMAN_BASE_URL: mailman.url,
        MAILMAN_USERNAME: mailman.username,
        MAILMAN_PASSWORD: mailman.password,
      },
    });
  }, 90_000);
  afterAll(async () => {
    await client?.close();
    mailman?.stop();
  });

  const call = async (tool: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
    const { isError, structuredContent } = await client.call(tool, args);
    if (isError) throw new Error(`${tool}: ${JSON.stringify(structuredContent)}`);
    return structuredContent;
  };
  const errorOf = ({ structuredContent }: ToolResult) => structuredContent.error;

  test('a domain and a list are created and read back', async () => {
    await call('create_a_mailman_domain', { mail_host: 'example.com' });
    const created = await call('create_a_mailman_list', { fqdn_listname: 'ants@example.com' });
    expect(created.location).toBe(`${mailman.url}/lists/${LIST}`);
    expect(await call('list_all_mailman_lists')).toMatchObject({
      result: [{ list_id: LIST, member_count: 0 }],
      next_cursor: null,
    });
    expect(await call('mailman_lists_list_by_domain', { mail_host: 'example.com' })).toMatchObject({
      result_count: 1,
    });
  });

  test('a list without members is an empty list', async () => {
    expect(await call('list_all_mailman_members', { list_id: LIST })).toEqual({
      result: [],
      result_count: 0,
      next_cursor: null,
    });
  });

  test('250 members are subscribed and walked in pages', async () => {
    for (let start = 0; start < 250; start += 10) {
      const batch = Array.from({ length: 10 }, (_, index) =>
        call('create_a_mailman_member', {
          list_id: LIST,
          subscriber: `member${start + index}@example.org`,
          pre_verified: true,
          pre_confirmed: true,
          pre_approved: true,
          send_welcome_message: false,
        }),
      );
      for (const member of await Promise.all(batch)) expect(member.member_id).toMatch(/^[0-9a-f]{32}$/);
    }
    const emails = new Set<string>();
    const sizes: number[] = [];
    let cursor: unknown;
    do {
      const page = await call('list_all_mailman_members', {
        list_id: LIST,
        limit: 100,
        ...(cursor ? { next_cursor: cursor } : {}),
      });
      for (const { email } of page.result as Member[]) emails.add(email);
      sizes.push(page.result_count as number);
      cursor = page.next_cursor;
    } while (cursor);
    expect(sizes).toEqual([100, 100, 50]);
    expect(emails.size).toBe(250);
  }, 120_000);

  test('all members come in one call too, over as many pages as it takes', async () => {
    const all = await call('list_all_mailman_members', {
      list_id: LIST,
      limit: 1_000,
      transform: '$count($distinct(email))',
    });
    expect(all).toEqual({ result: 250, result_count: 250, next_cursor: null });
  });

  test('one member is found and unsubscribed', async () => {
    const found = await call('mailman_members_find', { subscriber: 'member7@example.org' });
    const [member] = found.result as Member[];
    await call('delete_a_mailman_member_by_id', { member_id: member?.member_id });
    expect(await call('get_single_mailman_list_by_id', { list_id: LIST })).toMatchObject({
      member_count: 249,
    });
    expect(await call('mailman_members_find', { subscriber: 'member7@example.org' })).toMatchObject({
      result: [],
    });
  });

  test('a banned address cannot subscribe until the ban is lifted', async () => {
    const person = {
      list_id: LIST,
      subscriber: 'spam@example.net',
      pre_verified: true,
      pre_confirmed: true,
      pre_approved: true,
    };
    await call('create_a_mailman_list_ban', { list_id: LIST, email: 'spam@example.net' });
    expect(await call('list_all_mailman_list_bans', { list_id: LIST })).toMatchObject({
      result: [{ email: 'spam@example.net' }],
    });
    expect(errorOf(await client.call('create_a_mailman_member', person))).toMatchObject({
      code: 'rejected',
      status: 400,
      message: expect.stringContaining('banned'),
    });
    await call('delete_a_mailman_list_ban_by_id', { list_id: LIST, email: 'spam@example.net' });
    expect(await call('create_a_mailman_member', person)).toHaveProperty('member_id');
  });

  test('a ban that is a regular expression keeps its characters in the path', async () => {
    await call('create_a_mailman_ban', { email: '^.*@bad\\.example/x?' });
    expect(await call('list_all_mailman_bans')).toMatchObject({
      result: [{ email: '^.*@bad\\.example/x?' }],
    });
  });

  test('a member can be changed', async () => {
    const [member] = (await call('list_all_mailman_members', { list_id: LIST, limit: 1 })).result as Member[];
    await call('update_a_mailman_member_by_id', {
      member_id: member?.member_id,
      moderation_action: 'hold',
      delivery_mode: 'plaintext_digests',
    });
    expect(await call('get_single_mailman_member_by_id', { member_id: member?.member_id })).toMatchObject({
      delivery_mode: 'plaintext_digests',
      moderation_action: 'hold',
    });
  });

  test('a subscription that waits for the person has a token instead', async () => {
    const asked = await call('create_a_mailman_member', { list_id: LIST, subscriber: 'asks@example.org' });
    expect(asked).toMatchObject({ token: expect.any(String), waits_for: 'subscriber' });
    const waiting = await call('list_all_mailman_subscription_requests', { list_id: LIST });
    expect(waiting.result).toMatchObject([{ email: 'asks@example.org' }]);
    await call('mailman_subscription_requests_decide', {
      list_id: LIST,
      token: asked.token,
      action: 'discard',
    });
    expect(await call('list_all_mailman_subscription_requests', { list_id: LIST })).toMatchObject({
      result: [],
    });
  });

  test.each([
    ['an unknown list', 'get_single_mailman_list_by_id', { list_id: 'nope.example.com' }, 'not_found', 404],
    [
      'a second subscription',
      'create_a_mailman_member',
      {
        list_id: LIST,
        subscriber: 'member1@example.org',
        pre_verified: true,
        pre_confirmed: true,
        pre_approved: true,
      },
      'conflict',
      409,
    ],
    [
      'a list in an unknown domain',
      'create_a_mailman_list',
      { fqdn_listname: 'x@nowhere.example' },
      'rejected',
      400,
    ],
  ])('%s is an error with a next step', async (_, tool, args, code, status) => {
    const result = await client.call(tool, args);
    expect(result.isError).toBe(true);
    expect(errorOf(result)).toMatchObject({ code, status });
    expect(errorOf(result)?.message).toMatch(/(list or search|Read the current state|Correct the arguments)/);
  });

  test('a wrong password is unauthorized and shows in nothing', async () => {
    const other = await connectStdio('2025', {
      command: process.execPath,
      args: [join(ROOT, 'dist/cli/main.js'), 'serve', 'mailman'],
      cwd: ROOT,
      env: {
        MAILMAN_BASE_URL: mailman.url,
        MAILMAN_USERNAME: 'restadmin',
        MAILMAN_PASSWORD: 'wrong-password-here',
      },
    });
    const result = await other.call('list_all_mailman_lists');
    expect(errorOf(result)?.code).toBe('unauthorized');
    expect(JSON.stringify(result)).not.toContain('wrong-password-here');
    await other.close();
  });
});
