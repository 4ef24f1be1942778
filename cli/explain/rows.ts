import type { TraceEvent } from '../../engine/operation/trace.ts';
import { bytes, plural } from '../terminal.ts';

/** What a part of a call spent its time on. */
export type RowKind = 'work' | 'send' | 'login' | 'wait';

/** One line of the timeline. Times are milliseconds; `started` counts from the start of the call. */
export interface Row {
  depth: number;
  label: string;
  detail: string;
  kind: RowKind;
  started: number;
  milliseconds: number;
  /** Bytes that came in, or that were left. */
  bytes?: number | undefined;
  /** The bytes in words, where there is more to say than their number. */
  size?: string;
  error?: string;
}

type Facts = Omit<Row, 'depth' | 'started' | 'milliseconds' | 'error'>;
type EventOf<Type extends TraceEvent['type']> = Extract<TraceEvent, { type: Type }>;

/** How each part is told; `undefined` where the parts within say it all. `number` counts those of a kind. */
const TELL: {
  [Type in TraceEvent['type']]: (event: EventOf<Type>, number: number, inner: number) => Facts | undefined;
} = {
  call: ({ tool, bytes: size }) => ({ label: 'call', detail: tool, kind: 'work', bytes: size }),
  arguments: ({ values = {} }) => {
    const count = Object.keys(values).length;
    return { label: 'check arguments', detail: count === 0 ? '' : plural(count, 'argument'), kind: 'work' };
  },
  check: ({ assert }) => ({ label: 'check', detail: assert, kind: 'work' }),
  live_schema: ({ parameter, method }, _, inner) => {
    const how = inner === 0 ? ', known from before' : '';
    return { label: `schema of ${parameter}`, detail: `from ${method}${how}`, kind: 'work' };
  },
  confirmation: ({ question = '', error }) => {
    return { label: error ? 'ask first' : 'agreed to', detail: question, kind: 'work' };
  },
  draft: ({ verb = '', url }) => ({
    label: 'fill templates',
    detail: url === undefined ? '' : `${verb} ${pathOf(url)}`,
    kind: 'work',
  }),
  split: ({ argument, items, parts = 0 }) => ({
    label: `split ${argument}`,
    detail: `${plural(items, 'element')} into ${plural(parts, 'request')}`,
    kind: 'work',
  }),
  part: ({ from, to }, number) => ({
    label: `part ${number}`,
    detail: `elements ${from} to ${to}`,
    kind: 'work',
  }),
  step: ({ name, method, index }) => ({
    label: `step ${name}${index === undefined ? '' : ` ${index + 1}`}`,
    detail: method,
    kind: 'work',
  }),
  page: ({ state, items }, number) => ({
    label: `page ${number}`,
    detail: [stateOf(state), items === undefined ? '' : plural(items, 'item')].filter(Boolean).join(', '),
    kind: 'work',
  }),
  request: () => undefined,
  wait: ({ reason }) => ({ label: 'wait', detail: WAITS[reason], kind: 'wait' }),
  // That credentials are put on takes no time, unless a login that another call began is waited for.
  authorize: ({ started, ended, error }, _, inner) =>
    (inner > 0 || ended - started < 1) && !(error && inner === 0)
      ? undefined
      : { label: 'credentials', detail: '', kind: 'login' },
  login: ({ verb, url, status, bytes: size }) => ({
    label: 'log in',
    detail: `${statusOf(status)}${verb} ${pathOf(url)}`,
    kind: 'login',
    bytes: size,
  }),
  renewal: ({ status }) => ({
    label: 'credentials expired',
    detail: `${status} means: log in again`,
    kind: 'login',
  }),
  attempt: ({ status, bytes: size }) => ({
    label: 'send',
    detail: statusOf(status),
    kind: 'send',
    bytes: size,
  }),
  map: ({ items, kept, bytes: before, keptBytes: after }) => ({
    label: 'map',
    detail: `${plural(items, 'item')}${kept === undefined || kept === items ? '' : `, ${kept.toLocaleString('en')} kept`}`,
    kind: 'work',
    bytes: after,
    ...(after !== undefined && { size: `${bytes(before)} → ${bytes(after)}` }),
  }),
  transform: ({ items, bytes: size }) => ({
    label: 'transform',
    detail: plural(items, 'item'),
    kind: 'work',
    bytes: size,
  }),
  cut: ({ budget, bytes: size }) => ({
    label: 'cut',
    detail: `to the budget of ${bytes(budget)}`,
    kind: 'work',
    bytes: size,
  }),
};

const WAITS: Record<EventOf<'wait'>['reason'], string> = {
  concurrency: 'for other requests of the account',
  budget: "for the account's budget of requests",
  retry: 'before the next try',
  poll: 'before looking again',
};

const statusOf = (status: number | undefined) => (status === undefined ? '' : `${status} `);

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return decodeURI(pathname) + search;
}

/** `skip 100`; a next-page URL or a cursor only as far as it tells pages apart. */
function stateOf(state: unknown): string {
  return Object.entries(state as Record<string, unknown>)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(
      ([key, value]) => `${key} ${typeof value === 'string' && URL.canParse(value) ? pathOf(value) : value}`,
    )
    .join(', ');
}

/** The parts of a call as lines, in the order in which they began; the call itself is not among them. */
export function rowsOf(events: readonly TraceEvent[]): Row[] {
  const root = events.find(({ parent }) => parent === undefined);
  if (!root) return [];
  const inside = new Map<number | undefined, TraceEvent[]>();
  for (const event of events) inside.set(event.parent, [...(inside.get(event.parent) ?? []), event]);

  const within = (parent: TraceEvent, depth: number): Row[] => {
    const children = [...(inside.get(parent.id) ?? [])].sort((a, b) => a.started - b.started || a.id - b.id);
    const counts = new Map<string, number>();
    return children.flatMap((event) => {
      const number = (counts.get(event.type) ?? 0) + 1;
      counts.set(event.type, number);
      const tell = TELL[event.type] as (
        event: TraceEvent,
        number: number,
        inner: number,
      ) => Facts | undefined;
      const facts = tell(event, number, inside.get(event.id)?.length ?? 0);
      if (!facts) return within(event, depth).map((row) => (row.kind === 'send' ? sentBy(event, row) : row));
      const row: Row = {
        ...facts,
        depth,
        started: event.started - root.started,
        milliseconds: event.ended - event.started,
        // That it waits for an answer is no failure.
        ...(event.error !== undefined && event.type !== 'confirmation' && { error: event.error }),
      };
      return [row, ...within(event, depth + 1)];
    });
  };
  return within(root, 0);
}

/** A sending with what was asked for, and with what its answer turned out to be. */
function sentBy(event: TraceEvent, row: Row): Row {
  if (event.type !== 'request') return row;
  const error = row.error ?? event.error;
  return {
    ...row,
    detail: `${row.detail}${event.verb} ${pathOf(event.url)}`,
    ...(error !== undefined && { error }),
  };
}
