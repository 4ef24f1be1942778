import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../engine/sandbox/server.ts';
import { catalogOf, integrationAt } from '../support/integration.ts';

const ipost = integrationAt(join(import.meta.dirname, '../../integrations/ipost'));

interface Row {
  Email: string;
}

test('5,000 contacts added and cancelled half-way: the report says exactly who is on the list', async () => {
  const sandbox = await startSandbox(ipost.sandbox!);
  try {
    const catalog = catalogOf(ipost, ipost.sandbox!.account as Record<string, unknown>, {
      origin: sandbox.url,
      outputBytes: 2_000_000,
    });
    const call = async (tool: string, args: Record<string, unknown>, watch = {}) => {
      const outcome = await catalog.call(tool, args, watch);
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    };
    const ContactStatus = Array.from({ length: 5_000 }, (_, index) => ({
      Email: `added${index}@example.com`,
    }));
    const cancel = new AbortController();
    const report = await call(
      'create_a_i_post_list_contact',
      { list_id: 31, ContactStatus },
      { signal: cancel.signal, onProgress: (done: number) => done >= 2_500 && cancel.abort() },
    );
    const {
      done,
      uncertain = [],
      not_done: notDone,
    } = report as {
      done: number;
      uncertain?: Row[];
      not_done: Row[];
    };
    expect(report.complete).toBe(false);
    expect(done).toBeGreaterThanOrEqual(2_500);
    expect(notDone.length).toBeGreaterThan(0);
    expect(done + uncertain.length + notDone.length).toBe(5_000);

    const members = (await call('list_all_i_post_contacts', { list_id: 31, limit: 10_000 })) as unknown as {
      result: Row[];
    };
    const onList = new Set(members.result.map(({ Email }) => Email));
    const open = new Set([...uncertain, ...notDone].map(({ Email }) => Email));
    expect(notDone.filter(({ Email }) => onList.has(Email))).toEqual([]);
    expect(ContactStatus.filter(({ Email }) => !open.has(Email) && !onList.has(Email))).toEqual([]);
  } finally {
    await sandbox.close();
  }
}, 60_000);
