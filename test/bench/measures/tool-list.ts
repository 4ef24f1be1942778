import { countTokens } from '../../../cli/tokens.ts';
import { type Api, writeApi } from '../api.ts';
import { connect } from '../client.ts';
import type { Context, Figure, Measure } from '../figure.ts';
import { type Side, sideOf, sides } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

interface Listed {
  side: string;
  bytes: number;
  tokens: number;
  /** Tokens of what a host puts before the model: name, description and input schema. */
  shown: number;
}

/** The answer to `tools/list`, which a host reads once and a model with every turn. */
export const toolList: Measure = {
  name: 'tool-list',
  run: (context) =>
    withUpstream(1, async (url) => {
      const few = await figuresFor(context, writeApi(context.folder, 10, url));
      return [...few, ...(await figuresFor(context, writeApi(context.folder, 500, url)))];
    }),
};

async function figuresFor({ folder, tell }: Context, api: Api): Promise<Figure[]> {
  const listed: Listed[] = [];
  const own = sideOf('ymcp');
  const modes = (['auto', 'all', 'search'] as const).map((mode) => ({
    ...own,
    name: mode === 'auto' ? own.name : `ymcp ${mode}`,
    // The last of two options counts.
    args: (one: Api) => [...own.args(one), '--tools', mode],
  }));
  const others = sides.filter(({ name }) => !['ymcp', 'sdk 1', 'floor'].includes(name));
  for (const side of [...modes, ...others]) {
    tell(`tools/list of ${api.tools} tools: ${side.name}`);
    listed.push(await list(side, side.args(api), folder));
  }
  const peers = listed.filter(({ side }) => sides.some(({ name, isPeer }) => isPeer && name === side));
  return (['bytes', 'tokens', 'shown'] as const).map((part) => {
    const leanest = peers.reduce((best, one) => (one[part] < best[part] ? one : best)).side;
    return {
      name: `tool-list-${part}-${api.tools}`,
      title: `tools/list, ${api.tools} operations`,
      unit: part === 'shown' ? 'tokens shown' : part,
      better: 'less',
      base: leanest,
      rows: listed.map((one) => ({ side: one.side, rounds: [one[part]] })),
      targets: ['ymcp', 'ymcp search'].map((side) => ({ side, against: leanest, atMost: 0.5 })),
    };
  });
}

async function list(side: Side, args: readonly string[], folder: string): Promise<Listed> {
  const client = await connect(args, folder);
  const { tools = [] } = await client.request('tools/list', {});
  await client.close();
  const text = JSON.stringify(tools);
  const shown = (tools as { name: string; description: string; inputSchema: object }[]).map(
    ({ name, description, inputSchema }) => ({ name, description, inputSchema }),
  );
  return {
    side: side.name,
    bytes: Buffer.byteLength(text),
    tokens: await countTokens(text),
    shown: await countTokens(JSON.stringify(shown)),
  };
}
