import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedAt } from '../../cli/completion/complete.ts';
import { scripts } from '../../cli/completion/scripts.ts';
import { specOf } from '../../cli/completion/spec.ts';
import { runCli } from '../support/run-cli.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'dist/cli/bin.js');
const run = promisify(execFile);

let folder: string;
const env = () => ({
  PATH: process.env.PATH,
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  TERM: 'xterm',
});
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
  mkdirSync(join(folder, 'integrations'));
  writeFileSync(join(folder, 'notes.txt'), '');
  writeFileSync(
    join(folder, 'integrations/shop.yaml'),
    `ymcp: 1
name: shop
label: Shop
base_url: https://shop.example
resources:
  orders:
    methods:
      list: { request: GET /orders, description: "Orders: all of them.", parameters: { state: { enum: [open, paid] } } }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const complete = async (...words: string[]): Promise<string[]> => {
  const { stdout } = await run(process.execPath, [BIN, '__complete', '--', ...words], {
    cwd: folder,
    env: env(),
  });
  return stdout.split('\n').filter(Boolean);
};
const valuesOf = (lines: readonly string[]) => lines.map((line) => line.split('\t')[0]);

const program = new Command('x').version('1');
program
  .command('paint')
  .description('paints')
  .argument('<tool>')
  .argument('[integration...]')
  .addOption(new Option('-c, --colour <name>', 'which').choices(['red', 'green']))
  .option('-i, --integration <name...>', 'where')
  .option('--set <key>', 'more', (value: string, all: string[]) => [...all, value], [])
  .option('--out <file>', 'to')
  .option('--dry', 'not really');
program.command('secret', { hidden: true });
const nested = program.command('keys').description('keys');
nested.command('add').description('adds').argument('<file>');
const spec = specOf(program);

const FLAGS = ['--colour', '--integration', '--set', '--out', '--dry', '--help', '--version'];

test.each<[string[], { words?: string[]; kinds?: string[]; before?: string }]>([
  [[''], { words: ['paint', 'keys', 'help'] }],
  [['keys', ''], { words: ['add', 'help'] }],
  [['keys', 'add', ''], { kinds: ['files'] }],
  [['paint', ''], { kinds: ['tools'] }],
  [['paint', 'a', ''], { kinds: ['integrations', 'files'] }],
  [['paint', 'a', 'b', 'c', ''], { kinds: ['integrations', 'files'] }],
  [['paint', '-'], { words: FLAGS }],
  [['paint', '--dry', '--'], { words: FLAGS.filter((flag) => flag !== '--dry') }],
  [['paint', '--set', 'a', '--'], { words: FLAGS }],
  [['paint', '--colour', ''], { words: ['red', 'green'] }],
  [['paint', '-c', 'red', ''], { kinds: ['tools'] }],
  [['paint', '--colour=r'], { words: ['red', 'green'], before: '--colour=' }],
  [['paint', '-i', 'a', ''], { kinds: ['integrations', 'files'] }],
  [['paint', '-i', 'a', '--out', ''], { kinds: ['files'] }],
  [['paint', '--', '--'], { kinds: ['tools'] }],
  [['paint', '--unknown', ''], { kinds: ['tools'] }],
])('after %j', (words, { words: expected = [], kinds = [], before = '' }) => {
  const found = expectedAt(spec, words);
  expect(found.words.map(({ value }) => value)).toEqual(expected);
  expect(found.kinds).toEqual(kinds);
  expect(found.before).toBe(before);
});

test('the tool and the integrations on the line are known to what looks names up', () => {
  expect(expectedAt(spec, ['paint', '-i', 'a', '-c', 'red', 'brush', ''])).toMatchObject({
    tool: 'brush',
    integrations: ['a'],
  });
});

test('every command and option of the program is offered, and no hidden one', async () => {
  const { stdout } = await runCli(['--help'], { env: { XDG_STATE_HOME: join(folder, 'state') } });
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(commands.length).toBeGreaterThan(10);
  expect(valuesOf(await complete(''))).toEqual(commands);
  const help = (await runCli(['serve', '--help'])).stdout;
  const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name);
  expect(valuesOf(await complete('serve', '-'))).toEqual([...options, '--version']);
});

test('names of integrations, tools and arguments come from the YAML, and follow it', async () => {
  expect(valuesOf(await complete('validate', 'sh'))).toEqual(['shop', ':files']);
  expect(await complete('call', 'list_all_sh')).toEqual(['list_all_shop_orders\tOrders: all of them.']);
  expect(valuesOf(await complete('call', 'list_all_shop_orders', 's'))).toEqual(['state=']);
  expect(valuesOf(await complete('call', 'list_all_shop_orders', 'state='))).toEqual([
    'state=open',
    'state=paid',
  ]);
  const file = join(folder, 'integrations/shop.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('GET /orders,', 'GET /orders, tool: shop_orders,'));
  expect(valuesOf(await complete('call', ''))).toEqual(['shop_orders']);
  writeFileSync(file, before);
});

test('an integration with mistakes offers nothing and breaks nothing', async () => {
  const file = join(folder, 'integrations/broken.yaml');
  writeFileSync(file, 'ymcp: 1\nname: [');
  expect(valuesOf(await complete('call', ''))).toEqual(['list_all_shop_orders']);
  rmSync(file);
});

test('what a key press waits for loads nothing of the engine', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, from = ''] of text.matchAll(/^(?:import|export) (?!type)[^'"]*?from '(\.[^']+)'/gm))
      visit(resolve(dirname(file), from));
    for (const [, name = ''] of text.matchAll(/^import (?!type)[^'"]*?from '([^.'][^']*)'/gm))
      expect(name).toMatch(/^node:/);
  };
  visit(join(ROOT, 'cli/bin.ts'));
  const files = [...seen].map((file) => relative(ROOT, file));
  expect(files).toContain('cli/completion/names.ts');
  expect(files.filter((file) => file.startsWith('engine/') || file === 'cli/main.ts')).toEqual([]);
});

test('a shell that is not known is refused', async () => {
  const { code, stderr } = await runCli(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});

const hasShell = (name: string) => spawnSync(name, ['-c', 'exit 0']).status === 0;

/** Asks a real shell what it completes a line to. */
const ASK: Readonly<Record<string, (line: string) => string[]>> = {
  bash: (line) => [
    '--norc',
    '-c',
    `source script.bash; complete -p ymcp >/dev/null || exit 1
     COMP_WORDS=(${line
       .split(' ')
       .flatMap((word) => word.split(/(?<==)|(?==)/))
       .map((word) => `'${word}'`)
       .join(' ')})
     COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _ymcp
     printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  fish: (line) => ['--no-config', '-c', `source script.fish; complete -C '${line}'`],
  // Types into a zsh at a terminal of its own, whose candidates go into a file.
  zsh: (line) => [
    '-f',
    '-c',
    `zmodload zsh/zpty
     rm -f hits ready
     zpty z zsh -f -i
     zpty -w z 'autoload -Uz compinit; compinit -D; source script.zsh; functions -c _ymcp _ymcp_real'
     zpty -w z '_ymcp() { _ymcp_real; print done >> hits }; bindkey "^I" complete-word'
     zpty -w z 'compadd() { local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >> hits; builtin compadd "$@" }'
     zpty -w z 'print > ready'
     repeat 300; do zpty -r -t z; [[ -e ready ]] && break; sleep 0.1; done >/dev/null
     zpty -w -n z '${line}'$'\\t'
     repeat 300; do zpty -r -t z; [[ -e hits ]] && grep -q '^done$' hits && break; sleep 0.1; done >/dev/null
     zpty -d z; cat hits`,
  ],
};

describe.each(Object.keys(scripts))('%s', (shell) => {
  const isThere = hasShell(shell);
  const title = isThere ? '' : ` (left out: ${shell} is not installed)`;
  const ask = async (line: string): Promise<string[]> => {
    await complete('call', '');
    const { stdout } = await runCli(['completion', shell], {
      env: { XDG_STATE_HOME: join(folder, 'state') },
    });
    writeFileSync(join(folder, `script.${shell}`), stdout);
    const { stdout: answer } = await run(shell, ASK[shell]?.(line) ?? [], { cwd: folder, env: env() });
    const lines = answer.split(/\r?\n/).map((one) => one.split('\t')[0] ?? '');
    return [...new Set(lines.filter(Boolean))];
  };

  test.skipIf(!isThere)(`completes commands${title}`, async () => {
    expect(await ask('ymcp ex')).toContain('explain');
  });

  test.skipIf(!isThere)(`completes options${title}`, async () => {
    expect(await ask('ymcp serve --sand')).toContain('--sandbox');
  });

  test.skipIf(!isThere)(`completes the names of tools${title}`, async () => {
    expect(await ask('ymcp call list_')).toContain('list_all_shop_orders');
  });

  test.skipIf(!isThere)(`completes arguments and their values${title}`, async () => {
    const found = await ask('ymcp call list_all_shop_orders state=');
    // Bash replaces what follows the sign, the others the whole word.
    expect(found).toEqual(
      expect.arrayContaining(shell === 'bash' ? ['open', 'paid'] : ['state=open', 'state=paid']),
    );
  });

  test.skipIf(!isThere)(`completes files${title}`, async () => {
    expect((await ask('ymcp eval --file no')).join()).toContain('notes.txt');
  });
});

test('there is a script for every shell that is asked for', () => {
  expect(Object.keys(scripts)).toEqual(Object.keys(ASK).sort((a, b) => order(a) - order(b)));
  expect(readdirSync(folder)).toContain('notes.txt');
});

const order = (shell: string) => ['bash', 'zsh', 'fish'].indexOf(shell);
