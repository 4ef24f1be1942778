import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { adjustableRules } from '../../engine/lint/catalog.ts';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import type { SuggestedFile } from '../../engine/suggest/integration.ts';
import { UsageError } from '../errors.ts';
import { shown } from '../read-files.ts';

/** Where an integration goes: the library, and in it a folder or a file of its name. */
export interface Place {
  library: string;
  /** The folder that the files' names go after. */
  root: string;
  /** The folder, or the single file. */
  path: string;
}

/** Finds the place of a new integration; one that is taken is left alone. */
export function placeFor(name: string, into: string, isSingle: boolean): Place {
  const library = resolve(into);
  const taken = [join(library, name), join(library, `${name}.yaml`), join(library, `${name}.yml`)].find(
    existsSync,
  );
  if (taken !== undefined)
    throw new UsageError(`\`${shown(taken)}\` is there already and is not overwritten; choose another name.`);
  const folder = join(library, name);
  return isSingle
    ? { library, root: library, path: join(library, `${name}.yaml`) }
    : { library, root: folder, path: folder };
}

/** Writes the files, and the schema that editors complete them from unless one is there; the paths are as a person would give them. */
export function writeFiles({ library, root }: Place, files: readonly SuggestedFile[]): string[] {
  const schema = join(library, 'integration.schema.json');
  const all = files.map(({ name, text }) => ({ path: join(root, name), text }));
  if (!existsSync(schema))
    all.push({ path: schema, text: `${JSON.stringify(editorSchema(adjustableRules), null, 2)}\n` });
  for (const { path, text } of all) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
  return all.map(({ path }) => shown(path));
}
