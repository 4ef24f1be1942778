import type { Case } from '../schema/model.ts';
import type { Exchange } from '../types.ts';
import type { Path } from '../yaml/source.ts';

/** `file:line:col` of what does not hold: an exchange of a case, a place in its outcome, or the case as a whole. */
export function locateFailure(
  { source, path, definition }: Case,
  exchange?: Exchange,
  place: Path = [],
): string {
  const index = exchange === undefined ? -1 : (definition.exchanges ?? []).indexOf(exchange);
  const { line, column } = source.locate([...path, ...(index === -1 ? place : ['exchanges', index])], 'key');
  return `${source.file}:${line}:${column}`;
}
