import { type Answer, json } from './answer.ts';
import type { Faults } from './faults.ts';
import type { Store } from './store.ts';

export const CONTROL_PREFIX = '/_sandbox/';

/** A request that was handled; `path` includes the query, `bytes` are those of its body. */
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

/** The sandbox's own routes, for people and tests: look at the state, arm faults, start over. */
export async function handleControl(verb: string, url: URL, parts: ControlledParts): Promise<Answer> {
  const [what = '', name = ''] = url.pathname.slice(CONTROL_PREFIX.length).split('/').map(decodeURIComponent);
  const action = ACTIONS[`${verb} ${what}`];
  return action
    ? action(name, url, parts)
    : json(404, { error: `the sandbox has ${Object.keys(ACTIONS).join(', ')}` });
}

const DONE: Answer = { status: 204, headers: {} };

const ACTIONS: Readonly<
  Record<string, (name: string, url: URL, parts: ControlledParts) => Answer | Promise<Answer>>
> = {
  'GET ': (_, __, { store, faults, routes, log }) =>
    json(200, {
      collections: Object.fromEntries(store.names().map((name) => [name, store.all(name).length])),
      faults: faults.names,
      routes,
      requests: log.length,
    }),
  'GET collections': (name, _, { store }) => known(name, store.names()) ?? json(200, store.all(name)),
  'DELETE collections': (name, _, { store }) => {
    const unknown = known(name, store.names());
    if (!unknown) store.clear(name);
    return unknown ?? DONE;
  },
  'POST faults': (name, url, { faults }) => {
    const times = Number(url.searchParams.get('times') ?? 1);
    const isArmed = faults.arm(name, times, url.searchParams.get('path') ?? '');
    return isArmed ? DONE : (known(name, faults.names) ?? DONE);
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

const known = (name: string, names: readonly string[]): Answer | undefined =>
  names.includes(name)
    ? undefined
    : json(404, { error: `there is no \`${name}\`; there are ${names.join(', ')}` });
