import { type Answer, json } from './answer.ts';
import type { Faults } from './faults.ts';
import { splitPath } from './path.ts';
import type { Store } from './store.ts';

export const CONTROL_PREFIX = '/_sandbox/';

/** A request that was handled; `path` includes the query, `bytes` are those of its body, status 0 is a cut connection. */
export interface RequestEntry {
  verb: string;
  path: string;
  status: number;
  bytes: number;
}

export interface ControlledParts {
  store: Store;
  faults: Faults;
  routes: readonly string[];
  log: RequestEntry[];
}

type Action = (name: string, url: URL, parts: ControlledParts) => Answer | Promise<Answer>;

/** The sandbox's own routes, for people and tests: look at the state, arm faults, start over. */
export async function handleControl(verb: string, url: URL, parts: ControlledParts): Promise<Answer> {
  const [what = '', name = '', ...rest] = splitPath(url.pathname.slice(CONTROL_PREFIX.length)) ?? ['%'];
  const action = rest.length === 0 ? ACTIONS[`${verb} ${what}`] : undefined;
  if (action) return action(name, url, parts);
  const known = Object.keys(ACTIONS).map((key) => `\`${key.replace(' ', ` ${CONTROL_PREFIX}`)}\``);
  return json(404, { error: `no such control route; expected one of ${known.join(', ')}.` });
}

const DONE: Answer = { status: 204, headers: {} };

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': (_, __, { store, faults, routes, log }) =>
    json(200, {
      collections: Object.fromEntries(store.names().map((name) => [name, store.count(name)])),
      faults: faults.names,
      routes,
      requests: log.length,
    }),
  'GET collections': (name, _, { store }) =>
    refuseUnknown('collection', name, store.names()) ?? json(200, store.all(name)),
  'DELETE collections': (name, _, { store }) => {
    const refusal = refuseUnknown('collection', name, store.names());
    if (!refusal) store.clear(name);
    return refusal ?? DONE;
  },
  'POST faults': (name, { searchParams }, { faults }) => {
    const refusal = refuseUnknown('fault', name, faults.names);
    if (refusal) return refusal;
    const times = searchParams.get('times') ?? '1';
    if (!/^[1-9]\d{0,8}$/.test(times))
      return json(400, { error: `\`times\` is \`${times}\`; expected a whole number from 1 on.` });
    faults.arm(name, Number(times), searchParams.get('path') ?? '');
    return DONE;
  },
  'POST reset': async (_, __, { store, faults, log }) => {
    await store.reset();
    faults.disarm();
    log.length = 0;
    return DONE;
  },
  'GET requests': (_, __, { log }) => json(200, log),
  'DELETE requests': (_, __, { log }) => {
    log.length = 0;
    return DONE;
  },
};

function refuseUnknown(kind: string, name: string, known: readonly string[]): Answer | undefined {
  if (known.includes(name)) return undefined;
  const listed =
    known.length === 0 ? 'there are none' : `expected one of ${known.map((one) => `\`${one}\``).join(', ')}`;
  return json(404, { error: `there is no ${kind} \`${name}\`; ${listed}.` });
}
