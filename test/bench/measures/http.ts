import { join } from 'node:path';
import { Agent, request } from 'undici';
import { writeApi } from '../api.ts';
import { interleave, type Measure } from '../figure.ts';
import { LOAD_PARTS, type Load, loadWith, WARM_UP } from '../load.ts';
import { startServer, stop } from '../process.ts';
import { BENCH, MAIN, sideOf } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

const IN_FLIGHT = 32;
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
};

/** The same call over stateless Streamable HTTP. */
export const http: Measure = {
  name: 'http',
  run: ({ folder, isQuick, tell }) =>
    withUpstream(10_000, async (url) => {
      const { integration, list } = writeApi(folder, 10, url);
      const servers = [
        {
          ...(await startServer([MAIN, 'serve', integration, '--http', '0'], 'stderr')),
          name: 'ymcp',
          tool: sideOf('ymcp').tool,
        },
        {
          ...(await startServer([join(BENCH, 'servers', 'sdk-http.js'), list, url], 'stderr')),
          name: 'sdk',
          tool: sideOf('sdk').tool,
        },
      ];
      for (const { child } of servers) child.stderr?.resume();
      const dispatcher = new Agent({ connections: IN_FLIGHT });
      const load = ({ url: address, tool, child }: (typeof servers)[number], calls = isQuick ? 400 : 1_500) =>
        loadWith(() => callOnce(address, tool, dispatcher), {
          inFlight: IN_FLIGHT,
          calls,
          pid: child.pid ?? 0,
        });
      try {
        await interleave(1, servers, (one) => load(one, WARM_UP));
        const loads = await interleave(isQuick ? 5 : 11, servers, (server, round) => {
          tell(`HTTP, round ${round + 1}: ${server.name}`);
          return load(server);
        });
        return figures(servers.map(({ name }, index) => ({ name, loads: loads[index] ?? [] })));
      } finally {
        await dispatcher.close();
        await Promise.all(servers.map(({ child }) => stop(child)));
      }
    }),
};

async function callOnce(url: string, name: string, dispatcher: Agent): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: { limit: 20 } },
  });
  const answer = await request(url, { method: 'POST', headers: HEADERS, body, dispatcher });
  const text = await answer.body.text();
  if (answer.statusCode !== 200 || !text.includes('contact19@example.com'))
    throw new Error(`${answer.statusCode} ${text.slice(0, 200)}`);
}

const figures = (loaded: readonly { name: string; loads: Load[] }[]) =>
  LOAD_PARTS.map(({ part, unit, better }) => ({
    name: `http-${part}`,
    title: `HTTP, ${IN_FLIGHT} in flight`,
    unit,
    better,
    base: 'sdk',
    rows: loaded.map(({ name, loads }) => ({ side: name, rounds: loads.map((load) => load[part]) })),
    targets: part === 'perSecond' ? [{ side: 'ymcp', against: 'sdk', atLeast: 0.9 }] : [],
  }));
