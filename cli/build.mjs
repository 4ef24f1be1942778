// Builds the program as it is published: one file per command, and what several share in files of its own.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/cli';

/** Bundled CommonJS packages ask for Node's own modules by `require`, which modules do not have. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Differs whenever a file does that goes into the program, or a package. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const folder of ['engine', 'cli'])
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (/\.m?[jt]s$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { main: 'cli/main.ts', bin: 'cli/bin.ts', packed: 'cli/packed.ts' },
  outdir: OUT,
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // Those with machine code of their own, or whose files are looked for by path.
  external: ['libsql', 'pg-native', 'jsonata'],
  banner: { js: REQUIRE },
  define: { YMCP_BUILD: JSON.stringify(fingerprint()) },
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
});
for (const name of ['bin', 'main']) chmodSync(join(OUT, `${name}.js`), 0o755);
cpSync('cli/site/assets', join(OUT, 'assets'), { recursive: true });
writeFileSync('dist/THIRD-PARTY.txt', notices(Object.keys(metafile.inputs)));

/** The licences of the packages that went in, as they ask for. */
function notices(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter(Boolean));
  return [...folders]
    .sort()
    .map(notice)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}
