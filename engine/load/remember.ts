import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Integration } from '../schema/model.ts';
import { assemble, expand } from './assemble.ts';
import type { RightFile } from './expand.ts';
import type { RawFile } from './files.ts';
import type { Loaded } from './load.ts';

/** What one file was found to be and to say; `null` for one that is no part of an integration. */
type Memory = Pick<RightFile<never>, 'kind'> & { data: unknown };

/** Differs when a file does in name or content, or the program that checks them: what is known under it is known for good. */
export function fingerprint(files: readonly RawFile[], program: string): string {
  const hash = createHash('sha256').update(JSON.stringify(program));
  for (const { name, bytes } of files) hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  return hash.digest('hex');
}

/**
 * What was learned about these files, as JSON; `undefined` where something is wrong with them, or they say what JSON cannot. A
 * mapping with a key `__proto__` comes through as one.
 */
export function remember(files: readonly RawFile[], loaded: Pick<Loaded, 'integration' | 'files'>) {
  if (!loaded.integration) return undefined;
  const byLabel = new Map(loaded.files.map((file) => [file.source.file, file]));
  const memories = files.map(({ label }): Memory | null => {
    const { kind, source } = byLabel.get(label) ?? {};
    return kind && source ? { kind, data: source.data } : null;
  });
  const text = JSON.stringify(memories);
  return isDeepStrictEqual(JSON.parse(text), memories) ? text : undefined;
}

/** The integration again, from what was remembered of the same files; where things stand in them was not. */
export function recall(files: readonly RawFile[], text: string): Integration {
  const memories = JSON.parse(text) as (Memory | null)[];
  const right = files.flatMap(({ label }, index): RightFile<{ file: string; data: unknown }>[] => {
    const memory = memories[index];
    return memory ? [{ kind: memory.kind, source: { file: label, data: memory.data } }] : [];
  });
  const integration = assemble(expand(right));
  if (!integration) throw new Error('what was remembered has no main file');
  return integration;
}
