import { type Api, writeApi } from '../api.ts';
import { connect, type StdioClient } from '../client.ts';
import { type Context, type Figure, interleave, type Measure, type Target } from '../figure.ts';
import { LOAD_PARTS, type Load, loadWith, WARM_UP } from '../load.ts';
import { type Side, sideOf, sides } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

const IN_FLIGHT = 16;

interface Running {
  label: string;
  side: Side;
  client: StdioClient;
}

/** Calls of a list tool over stdio, items mapped. */
export const stdio: Measure = {
  name: 'stdio',
  run: (context) =>
    withUpstream(10_000, async (url) => {
      const api = writeApi(context.folder, 10, url);
      const contest = await measure(
        context,
        sides.map((side) => ({ label: side.name, side, api })),
      );
      const own = sideOf('ymcp');
      const many = await measure(context, [
        { label: '10 tools', side: own, api },
        { label: '500 tools', side: own, api: writeApi(context.folder, 500, url) },
      ]);
      return [
        ...figures(contest, 'stdio', 'sdk', targetsOf),
        ...figures(many, 'tools', '10 tools', fewOrMany),
      ];
    }),
};

async function measure(
  { isQuick, folder, tell }: Context,
  entries: readonly { label: string; side: Side; api: Api }[],
): Promise<{ label: string; loads: Load[] }[]> {
  const running = await Promise.all(
    entries.map(async ({ label, side, api }): Promise<Running> => {
      return { label, side, client: await connect(side.args(api), folder) };
    }),
  );
  const load = ({ side, client }: Running, calls = isQuick ? 400 : 1_500) =>
    loadWith(() => client.request('tools/call', { name: side.tool, arguments: { limit: 20 } }), {
      inFlight: IN_FLIGHT,
      calls,
      pid: client.pid,
    });
  try {
    await interleave(1, running, (one) => load(one, WARM_UP));
    const loads = await interleave(isQuick ? 5 : 11, running, (one, round) => {
      tell(`stdio, round ${round + 1}: ${one.label}`);
      return load(one);
    });
    return running.map(({ label }, index) => ({ label, loads: loads[index] ?? [] }));
  } finally {
    await Promise.all(running.map(({ client }) => client.close()));
  }
}

const figures = (
  loaded: readonly { label: string; loads: Load[] }[],
  name: string,
  base: string,
  targets: (part: keyof Load) => Target[],
): Figure[] =>
  LOAD_PARTS.map(({ part, unit, better }) => ({
    name: `${name}-${part}`,
    title:
      name === 'stdio'
        ? `stdio, ${IN_FLIGHT} in flight`
        : `stdio, ${IN_FLIGHT} in flight, by number of tools`,
    unit,
    better,
    base,
    rows: loaded.map(({ label, loads }) => ({ side: label, rounds: loads.map((load) => load[part]) })),
    targets: targets(part),
  }));

function targetsOf(part: keyof Load): Target[] {
  if (part === 'p50') return [{ side: 'ymcp', against: 'sdk', atMost: 1.15 }];
  if (part !== 'perSecond') return [];
  const peers = sides.filter(({ isPeer }) => isPeer).map(({ name }) => name);
  return [
    { side: 'ymcp', against: 'sdk', atLeast: 0.9 },
    ...peers.map((against) => ({ side: 'ymcp', against, atLeast: 1.5 })),
  ];
}

const fewOrMany = (part: keyof Load): Target[] =>
  part === 'perSecond' ? [{ side: '500 tools', against: '10 tools', atLeast: 0.95 }] : [];
