import { request } from 'undici';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { startUpstream } from '../support/upstream.ts';

/** Rounds of each side, taken in turns, so that what else the machine does falls on both. */
const ROUNDS = 7;

interface Bench {
  name: string;
  ours(): Promise<unknown>;
  /** The same work by hand: no checks, no YAML. */
  floor(): Promise<unknown>;
  /** Repetitions within a round. */
  times: number;
}

const CONTACTS = Array.from({ length: 10_000 }, (_, index) => ({
  Contact_ID: index,
  Email: `contact${index}@example.com`,
  GlobalEmailStatus: index % 7 !== 0,
  first_name: 'Ann',
  last_name: 'Example',
  city: 'Chicago',
}));

const upstream = await startUpstream(({ path }, response) => {
  const url = new URL(path, 'http://x');
  const start = Number(url.searchParams.get('start') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const body = JSON.stringify({ data: CONTACTS.slice(start, start + limit), total: CONTACTS.length });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});

const catalog = catalogOf(
  integrationFrom(`
ymcp: 1
name: bench
label: Bench
base_url: ${upstream.url}
limits: { output_bytes: 100000000 }
pagination: { type: offset, offset: start, limit: limit, max_limit: 1000, total: total }
resources:
  contacts:
    methods:
      list: { request: GET /contacts, response: { items: data, item: { id: Contact_ID, email: Email, mailable: GlobalEmailStatus } } }
      get: GET /contacts/{id}
      shout: { request: GET /contacts, response: { items: data, item: { id: Contact_ID, email: $uppercase(Email) } } }
`),
  {},
);
const call = async (tool: string, args: Record<string, unknown>) => {
  const outcome = await catalog.call(tool, args);
  if ('error' in outcome) throw outcome.error;
  return outcome.text;
};

async function page(start: number, limit: number): Promise<typeof CONTACTS> {
  const { body } = await request(`${upstream.url}/contacts?start=${start}&limit=${limit}`);
  return ((await body.json()) as { data: typeof CONTACTS }).data;
}
async function byHand(): Promise<string> {
  const starts = Array.from({ length: 10 }, (_, index) => index * 1_000);
  const pages = await Promise.all(starts.map((start) => page(start, 1_000)));
  const result = pages
    .flat()
    .map(({ Contact_ID: id, Email: email, GlobalEmailStatus: mailable }) => ({ id, email, mailable }));
  return JSON.stringify({ result });
}

const benches: Bench[] = [
  {
    name: 'one small call',
    times: 200,
    ours: () => call('get_single_bench_contact_by_id', { id: '1' }),
    floor: async () => JSON.stringify(await page(0, 20)),
  },
  {
    name: '10,000 contacts in ten pages, three fields',
    times: 1,
    ours: () => call('list_all_bench_contacts', { limit: 10_000 }),
    floor: byHand,
  },
  {
    name: '1,000 contacts, one field through JSONata',
    times: 1,
    ours: () => call('bench_contacts_shout', { limit: 1_000 }),
    floor: async () =>
      JSON.stringify(
        (await page(0, 1_000)).map(({ Contact_ID: id, Email }) => ({ id, email: Email.toUpperCase() })),
      ),
  },
];

async function milliseconds(work: () => Promise<unknown>, times: number): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < times; index += 1) await work();
  return (performance.now() - started) / times;
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 2)] ?? 0;
const figure = (value: number) => value.toFixed(value < 10 ? 2 : 0).padStart(8);

const results = [];
for (const { name, ours, floor, times } of benches) {
  process.stderr.write(`${name} …\n`);
  await milliseconds(ours, times);
  await milliseconds(floor, times);
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    a.push(await milliseconds(ours, times));
    b.push(await milliseconds(floor, times));
  }
  const ratios = a.map((value, index) => value / (b[index] ?? 1));
  results.push({
    name,
    ours_ms: median(a),
    floor_ms: median(b),
    ratio: median(ratios),
    spread: [sorted(ratios)[0], sorted(ratios).at(-1)],
  });
}
await upstream.close();

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  process.stdout.write(
    `${'ours'.padStart(8)} ${'by hand'.padStart(8)} ${'ratio'.padStart(8)}   milliseconds, median of ${ROUNDS} rounds\n`,
  );
  for (const { name, ours_ms: ours, floor_ms: floor, ratio, spread } of results)
    process.stdout.write(
      `${figure(ours)} ${figure(floor)} ${figure(ratio)}   ${name} (${spread.map((one) => one?.toFixed(2)).join(' to ')})\n`,
    );
}
