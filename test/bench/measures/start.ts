import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, writeApi } from '../api.ts';
import { connect } from '../client.ts';
import { type Context, type Figure, interleave, type Measure } from '../figure.ts';
import { memory } from '../process.ts';
import { type Side, sideOf, sides } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

interface Start {
  milliseconds: number;
  mebibytes: number;
}

/** The start of ymcp with nothing kept of earlier ones, as it is once after each change of the files or of the program. */
const first: Side = { ...sideOf('ymcp'), name: 'ymcp, first start' };
const started: readonly Side[] = sides.flatMap((side) => (side.name === 'ymcp' ? [side, first] : side));

/** From starting the program to its answer to `tools/list`, and the memory that it then takes. */
export const start: Measure = {
  name: 'start',
  run: (context) =>
    withUpstream(1, async (url) => {
      const few = await figuresFor(context, writeApi(context.folder, 10, url));
      return [...few, ...(await figuresFor(context, writeApi(context.folder, 500, url)))];
    }),
};

async function figuresFor({ folder, isQuick, tell }: Context, api: Api): Promise<Figure[]> {
  const startSide = (side: Side) => startOnce(side, api, folder);
  await interleave(1, started, startSide);
  const starts = await interleave(isQuick ? 5 : 15, started, (side, round) => {
    tell(`start with ${api.tools} tools, round ${round + 1}: ${side.name}`);
    return startSide(side);
  });
  const rowsOf = (part: keyof Start) =>
    started.map(({ name }, index) => ({
      side: name,
      rounds: (starts[index] ?? []).map((one) => one[part]),
    }));
  const shared = { better: 'less', base: 'sdk' } as const;
  const title = `spawn to tools/list, ${api.tools} tools`;
  return [
    {
      ...shared,
      name: `start-${api.tools}`,
      title,
      unit: 'ms',
      rows: rowsOf('milliseconds'),
      targets: [{ side: 'ymcp', against: 'sdk', atMost: 1.2 }],
    },
    {
      ...shared,
      name: `memory-${api.tools}`,
      title,
      unit: 'MiB RSS',
      rows: rowsOf('mebibytes'),
      targets: [{ side: 'ymcp', against: 'sdk', atMost: 1.15 }],
    },
  ];
}

async function startOnce(side: Side, api: Api, folder: string): Promise<Start> {
  const args = side.args(api);
  const cache = join(folder, side === first ? 'first' : 'cache');
  if (side === first) rmSync(cache, { recursive: true, force: true });
  const began = performance.now();
  const client = await connect(args, folder, { XDG_CACHE_HOME: cache });
  const { tools = [] } = await client.request('tools/list', {});
  const milliseconds = performance.now() - began;
  const mebibytes = memory(client.pid, 'VmRSS') ?? Number.NaN;
  await client.close();
  if (tools.length < api.tools) throw new Error(`${side.name} lists ${tools.length} of ${api.tools} tools`);
  return { milliseconds, mebibytes };
}
