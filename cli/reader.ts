import type { RawFile } from '../engine/load/files.ts';
import { type FileMemory, type Loaded, loadIntegration } from '../engine/load/load.ts';
import { createFileReader } from './read-files.ts';

/** Reads an integration anew each time; when no file has changed since, the result is the same object. */
export function createReader(path: string, withCases = false): () => Loaded {
  const memory: FileMemory = new WeakMap();
  const read = createFileReader(path, withCases);
  let before: readonly RawFile[] = [];
  let loaded: Loaded | undefined;
  return () => {
    const files = read();
    const isSame = files.length === before.length && files.every((file, index) => file === before[index]);
    before = files;
    if (!loaded || !isSame) loaded = loadIntegration(files, { memory });
    return loaded;
  };
}
