import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generatedFiles } from './files.ts';

const root = resolve(import.meta.dirname, '../..');
for (const [path, text] of await generatedFiles()) {
  writeFileSync(join(root, path), text);
  process.stderr.write(`wrote ${path}\n`);
}
