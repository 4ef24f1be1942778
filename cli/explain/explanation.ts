import type { ToolError } from '../../engine/errors.ts';
import type { TraceEvent } from '../../engine/operation/trace.ts';
import type { Source } from '../../engine/yaml/source.ts';
import type { FoundTool } from '../find-tool.ts';

/** A tool of which is known where it stands. */
export type LocatedTool = FoundTool<Source>;

/** All there is to say about one call. */
export interface Explanation {
  found: LocatedTool;
  given: Readonly<Record<string, unknown>>;
  events: readonly TraceEvent[];
  target: 'sandbox' | 'api';
  /** Whether it was to end where the first request would have been sent. */
  isDry: boolean;
  /** What it failed as; a dry run that got as far as it should has not failed. */
  failure?: ToolError;
  /** Of the result, when there is one. */
  result?: { bytes: number; tokens: number; items?: number };
}

type EventOf<Type extends TraceEvent['type']> = Extract<TraceEvent, { type: Type }>;

export const eventsOf = <Type extends TraceEvent['type']>(events: readonly TraceEvent[], type: Type) =>
  events.filter((event): event is EventOf<Type> => event.type === type);

/** `integrations/shop/resources/orders.yaml:4`. */
export function placeOf({ definition: { source, path } }: LocatedTool): { file: string; line: number } {
  return { file: source.file, line: source.locate(path, 'key').line };
}

/** Arguments of the call with where each came from; the engine's own ones among them. */
export function argumentsOf({ events, given }: Explanation) {
  const checked = eventsOf(events, 'arguments')
    .filter(({ parent }) => parent === rootOf(events)?.id)
    .at(-1);
  const values = Object.entries({ ...checked?.values, ...checked?.controls });
  return values
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      return { name, value, from: Object.hasOwn(given, name) ? ('call' as const) : ('default' as const) };
    });
}

export const rootOf = (events: readonly TraceEvent[]) => events.find(({ parent }) => parent === undefined);

/** The same as data; times are milliseconds, those of the parts from the start of the call on. */
export function asData(explanation: Explanation) {
  const { found, events, target, isDry, result, failure } = explanation;
  const root = rootOf(events);
  const began = root?.started ?? 0;
  const attempts = eventsOf(events, 'attempt');
  return {
    tool: found.operation.tool,
    integration: found.integration.name,
    defined_at: placeOf(found),
    target,
    dry_run: isDry,
    arguments: argumentsOf(explanation),
    started: new Date(began).toISOString(),
    milliseconds: round((root?.ended ?? 0) - began),
    requests: attempts.length,
    bytes_received: attempts.reduce((sum, attempt) => sum + (attempt.bytes ?? 0), 0),
    ...(!isDry && result && { result }),
    ...(failure && { error: { code: failure.code, message: failure.message } }),
    events: [...events]
      .sort((a, b) => a.started - b.started || a.id - b.id)
      .map(({ started, ended, ...event }) => ({
        ...event,
        offset: round(started - began),
        milliseconds: round(ended - started),
      })),
  };
}

const round = (milliseconds: number) => Math.round(milliseconds * 1_000) / 1_000;
