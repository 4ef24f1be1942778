import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { catalogOf, integrationAt } from '../../support/integration.ts';
import { writeApi } from '../api.ts';
import { interleave, type Measure } from '../figure.ts';
import { sideOf } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

const CONTACTS = 10_000;
const PAGE = 1_000;
/** Milliseconds that nothing else may have to wait while a list is made. */
const STALL_MS = 25;
const ALLOWED = 'allowed';

interface Contact {
  id: number;
  email: string;
  address: { city: string };
}

/** A whole list over ten pages, mapped and serialised. */
export const walk: Measure = {
  name: 'walk',
  run: ({ folder, isQuick, tell }) =>
    withUpstream(CONTACTS, async (url) => {
      const { integration } = writeApi(folder, 10, url);
      const catalog = catalogOf(integrationAt(integration), {});
      const ways = [
        {
          name: 'ymcp',
          run: async () => {
            const outcome = await catalog.call(sideOf('ymcp').tool, { limit: CONTACTS });
            if ('error' in outcome) throw outcome.error;
            return outcome.text;
          },
        },
        { name: 'by hand', run: () => byHand(url) },
      ];
      const once = async ({ run }: (typeof ways)[number]) => {
        const started = performance.now();
        const text = await run();
        const milliseconds = performance.now() - started;
        if (!text.includes(`contact${CONTACTS - 1}@`)) throw new Error('contacts are missing');
        return milliseconds;
      };
      const stalled = async (way: (typeof ways)[number]) => {
        const delays = monitorEventLoopDelay({ resolution: 1 });
        await pause(5);
        delays.enable();
        await once(way);
        // The last stall is only seen by the turn after it.
        await pause(5);
        delays.disable();
        return delays.max / 1e6;
      };
      await interleave(4, ways, once);
      const times = await interleave(isQuick ? 9 : 31, ways, (way, round) => {
        tell(`10,000 contacts, round ${round + 1}: ${way.name}`);
        return once(way);
      });
      const stalls = await interleave(isQuick ? 9 : 31, ways, (way, round) => {
        tell(`longest stall, round ${round + 1}: ${way.name}`);
        return stalled(way);
      });
      return [
        {
          name: 'stall',
          title: 'longest stall of the event loop while 10,000 contacts are listed',
          unit: 'ms',
          better: 'less',
          base: ALLOWED,
          rows: [
            ...ways.map(({ name }, index) => ({ side: name, rounds: stalls[index] ?? [] })),
            { side: ALLOWED, rounds: (stalls[0] ?? []).map(() => STALL_MS) },
          ],
          targets: [{ side: 'ymcp', against: ALLOWED, atMost: 1 }],
        },
        {
          name: 'walk',
          title: '10,000 contacts in ten pages, three fields',
          unit: 'ms',
          better: 'less',
          base: 'by hand',
          rows: ways.map(({ name }, index) => ({ side: name, rounds: times[index] ?? [] })),
          targets: [{ side: 'ymcp', against: 'by hand', atMost: 1.2 }],
        },
      ];
    }),
};

async function page(url: string, offset: number): Promise<{ data: Contact[]; total: number }> {
  const { body } = await request(`${url}/contacts?offset=${offset}&limit=${PAGE}`);
  return (await body.json()) as { data: Contact[]; total: number };
}

async function byHand(url: string): Promise<string> {
  const offsets = Array.from({ length: CONTACTS / PAGE }, (_, index) => index * PAGE);
  const pages = await Promise.all(offsets.map((offset) => page(url, offset)));
  const result = pages.flatMap(({ data }) =>
    data.map(({ id, email, address }) => ({ id, email, city: address.city })),
  );
  return JSON.stringify({ result, result_count: result.length });
}
