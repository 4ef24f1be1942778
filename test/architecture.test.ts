import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** From the top down: a file imports from its own folder and from those above it. */
const LAYERS = [
  'engine',
  'engine/yaml',
  'engine/expression',
  'engine/http',
  'engine/auth',
  'engine/pagination',
  'engine/schema',
  'engine/lint',
  'engine/load',
  'engine/operation',
  'engine/sandbox',
  'engine/cases',
  'engine/suggest',
  'engine/mcp',
  'engine/contract',
  'engine/gateway',
  'cli',
];

/** The one folder that may import a package. */
const HOMES: Readonly<Record<string, string>> = {
  '@clack/prompts': 'cli',
  '@eslint-community/regexpp': 'engine/expression',
  '@hono/node-server': 'engine/mcp',
  '@modelcontextprotocol/server': 'engine/mcp',
  '@modelcontextprotocol/server-legacy': 'engine/mcp',
  '@opentelemetry/api': 'engine/gateway',
  '@opentelemetry/exporter-trace-otlp-http': 'engine/gateway',
  '@opentelemetry/resources': 'engine/gateway',
  '@opentelemetry/sdk-trace-node': 'engine/gateway',
  ajv: 'engine/schema',
  'ajv-formats': 'engine/schema',
  chokidar: 'cli',
  cockatiel: 'engine/http',
  commander: 'cli',
  'csv-parse': 'engine/http',
  diff: 'cli',
  'eventsource-parser': 'engine/mcp',
  'fast-xml-parser': 'engine/http',
  'fastest-levenshtein': 'engine',
  fflate: 'cli',
  'gpt-tokenizer': 'cli',
  hono: 'engine/gateway',
  'http-link-header': 'engine/pagination',
  jose: 'engine/auth',
  jsonata: 'engine/expression',
  'jsonc-parser': 'cli',
  kysely: 'engine/gateway',
  libsql: 'engine/gateway',
  'lodash.snakecase': 'engine',
  'lru-cache': 'engine/gateway',
  'markdown-it': 'cli',
  minisearch: 'engine/mcp',
  oauth4webapi: 'engine/auth',
  'p-limit': 'engine/operation',
  pg: 'engine/gateway',
  picocolors: 'cli',
  pino: 'engine/gateway',
  pluralize: 'engine',
  'prom-client': 'engine/gateway',
  'rate-limiter-flexible': 'engine/operation',
  refa: 'engine/lint',
  scslre: 'engine/lint',
  semver: 'cli',
  undici: 'engine/http',
  yaml: 'engine/yaml',
};

interface Module {
  file: string;
  imports: string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?from\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function modulesIn(folder: string): Module[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const file = join(folder, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      return { file, imports: [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '') };
    });
}

const modules = [...modulesIn('engine'), ...modulesIn('cli')];

function layerOf(file: string): number {
  const folder = dirname(file);
  const index = LAYERS.findLastIndex(
    (layer) => folder === layer || (layer !== 'engine' && folder.startsWith(`${layer}/`)),
  );
  if (index === -1) throw new Error(`${file} lies in no layer; add its folder to LAYERS`);
  return index;
}

const target = ({ file }: Module, specifier: string) =>
  relative(ROOT, resolve(ROOT, dirname(file), specifier));
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function layerViolations(among: readonly Module[]): string[] {
  return among.flatMap((module) =>
    module.imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => target(module, specifier))
      .filter((imported) => layerOf(imported) > layerOf(module.file))
      .map((imported) => `${module.file} imports ${imported}, which lies below it`),
  );
}

function packageViolations(among: readonly Module[]): string[] {
  return among.flatMap((module) =>
    module.imports
      .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .map(packageOf)
      .filter(
        (name) => HOMES[name] === undefined || !`${dirname(module.file)}/`.startsWith(`${HOMES[name]}/`),
      )
      .map((name) => `${module.file} imports ${name}, whose home is ${HOMES[name] ?? 'not named'}`),
  );
}

function findCycle(among: readonly Module[]): string[] | undefined {
  const graph = new Map(
    among.map((module) => [
      module.file,
      module.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => target(module, specifier)),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

test('every file imports from its own layer or from those above', () => {
  expect(modules.length).toBeGreaterThan(50);
  expect(layerViolations(modules)).toEqual([]);
});

test('every package has one home', () => {
  expect(packageViolations(modules)).toEqual([]);
});

test('every home is a dependency in use, and every dependency has a home', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(Object.keys(HOMES).sort()).toEqual(Object.keys(dependencies).sort());
  const used = new Set(modules.flatMap(({ imports }) => imports.map(packageOf)));
  expect(Object.keys(HOMES).filter((name) => !used.has(name))).toEqual([]);
});

test('no import goes round in a circle', () => {
  expect(findCycle(modules)).toBeUndefined();
});

test('the checks find what they look for', () => {
  const upward: Module = { file: 'engine/yaml/x.ts', imports: ['../mcp/http.ts'] };
  const astray: Module = { file: 'engine/http/x.ts', imports: ['jsonata', 'left-pad'] };
  const circle: Module[] = [
    { file: 'cli/a.ts', imports: ['./b.ts'] },
    { file: 'cli/b.ts', imports: ['./a.ts'] },
  ];
  expect(layerViolations([upward])).toHaveLength(1);
  expect(packageViolations([astray])).toHaveLength(2);
  expect(findCycle(circle)).toEqual(['cli/a.ts', 'cli/b.ts', 'cli/a.ts']);
});

test('only the command line touches the process, the terminal and files', () => {
  const offenders = modules
    .filter(({ file }) => file.startsWith('engine/'))
    .filter(({ file, imports }) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return (
        imports.some((name) => /^node:(fs|process|readline|tty|child_process|os)/.test(name)) ||
        /\bprocess\.|\bconsole\./.test(text)
      );
    })
    .map(({ file }) => file);
  expect(offenders).toEqual([]);
});
