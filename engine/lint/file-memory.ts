import type { CheckedFile } from '../schema/model.ts';
import type { Subject } from './rule.ts';

/** What was worked out of a file, as long as it and the integration's own file stay the same objects. */
export type FileMemory<T> = WeakMap<CheckedFile, { integration: Subject['integration']; result: T }>;

/** The result for a file, worked out anew only where it or the integration's own file is another. */
export function remembered<T>(
  memory: FileMemory<T>,
  file: CheckedFile,
  { integration }: Subject,
  work: (file: CheckedFile) => T,
): T {
  const known = memory.get(file);
  if (known && known.integration === integration) return known.result;
  const result = work(file);
  memory.set(file, { integration, result });
  return result;
}
