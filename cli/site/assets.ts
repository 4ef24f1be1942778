import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const OWN = ['site.css', 'site.js', 'theme.js'];

/** The files of the site that are the same whatever the integrations. */
export function readAssets(): Map<string, string> {
  const own = OWN.map(
    (name) => [name, readFileSync(join(import.meta.dirname, 'assets', name), 'utf8')] as const,
  );
  return new Map([...own, ['minisearch.js', browserSearch()]]);
}

/** The build of MiniSearch for a plain `<script>`, since pages opened from a folder cannot load modules. */
function browserSearch(): string {
  const entry = createRequire(import.meta.url).resolve('minisearch');
  const text = readFileSync(join(dirname(entry), '../umd/index.js'), 'utf8');
  return text.replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
}
