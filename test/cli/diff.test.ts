import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

let repository: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], { cwd: repository });
const at = (name: string) => join(repository, 'integrations/shop', name);
const edit = (name: string, from: string, to: string) => {
  const text = readFileSync(at(name), 'utf8');
  expect(text).toContain(from);
  writeFileSync(at(name), text.replace(from, to));
};
const diff = (...args: string[]) => runCli(['diff', ...args], { cwd: repository, env: { NO_COLOR: '1' } });

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'ymcp-diff-'));
  git('init', '-q', '-b', 'main');
  mkdirSync(at('resources'), { recursive: true });
  writeFileSync(
    at('integration.yaml'),
    'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://shop.example\ninstructions: Be quick with orders.\n',
  );
  writeFileSync(
    at('resources/orders.yaml'),
    `resource: orders
methods:
  get:
    description: Shows one order as it is.
    request: GET /orders/{id}
    parameters: { id: { type: string }, full: { type: boolean } }
  list: { description: Finds orders., request: GET /orders }
`,
  );
  git('add', '-A');
  git('commit', '-qm', 'one');
});
beforeEach(() => git('checkout', '-q', '--', '.'));
afterAll(() => rmSync(repository, { recursive: true }));

test('nothing has changed', async () => {
  expect(await diff('main')).toEqual({
    code: 0,
    stdout: 'Shop  against main  no difference\n',
    stderr: '1 integration against main: no difference.\n',
  });
});

test('a breaking change exits with 1 and says where, what and why', async () => {
  edit('resources/orders.yaml', ', full: { type: boolean }', '');
  edit('resources/orders.yaml', 'Shows one order as it is.', 'Shows one order as it was.');
  const { code, stdout, stderr } = await diff('HEAD', 'shop');
  expect([code, stderr]).toEqual([1, 'ymcp: 1 integration against HEAD: 1 breaking, 1 to review.\n']);
  expect(stdout).toBe(`Shop  against HEAD  1 breaking, 1 to review

  get_single_shop_order_by_id  orders.get
    ✗ arguments.full  the argument is gone
      calls that pass it are refused.
    ? description     the description is another
        Shows one order as it [-is-] {+was+}.
      models choose the tool by these words.
`);
});

test('what only adds exits with 0', async () => {
  edit('resources/orders.yaml', 'methods:\n', 'methods:\n  refund: "POST /orders/{id}/refund"\n');
  const { code, stdout, stderr } = await diff('main');
  expect([code, stderr]).toEqual([0, '1 integration against main: 1 safe.\n']);
  expect(stdout).toContain('  + shop_orders_refund  new  orders.refund\n');
});

test('annotations point at the lines', async () => {
  edit('resources/orders.yaml', 'full: { type: boolean }', 'full: { type: boolean, enum: [true] }');
  edit('integration.yaml', 'quick', 'quick: 100 %');
  edit('integration.yaml', 'instructions: Be', 'instructions: "Be');
  edit('integration.yaml', 'orders.', 'orders."');
  const { stdout } = await diff('main', '--format', 'github');
  expect(stdout.split('\n')).toEqual([
    '::warning file=integrations/shop/integration.yaml,line=5,col=1,title=ymcp diff::shop: instructions: the instructions are others; models go by these words.',
    '::error file=integrations/shop/resources/orders.yaml,line=6,col=41,title=ymcp diff::get_single_shop_order_by_id: arguments.full: `enum` lets less pass (absent → [true]); calls with values that used to fit are refused.',
    '',
  ]);
});

test('JSON is for programs, Markdown for pull requests', async () => {
  edit('resources/orders.yaml', 'list:', 'search:');
  const [json, markdown] = await Promise.all([
    diff('main', '--format', 'json'),
    diff('main', '--format', 'markdown'),
  ]);
  expect(JSON.parse(json.stdout)).toMatchObject([
    {
      integration: 'shop',
      against: 'main',
      status: 'compared',
      tools: [
        { was: 'list_all_shop_orders', tool: 'shop_orders_search', status: 'renamed', from: 'orders.search' },
      ],
    },
  ]);
  expect(markdown.stdout).toContain(
    '| ❌ breaking | `list_all_shop_orders` → `shop_orders_search` | `name` | the tool is called `shop_orders_search` now |',
  );
});

test('an integration that is new, or gone, is said to be so', async () => {
  mkdirSync(join(repository, 'integrations/depot'));
  writeFileSync(
    join(repository, 'integrations/depot/integration.yaml'),
    'ymcp: 1\nname: depot\nlabel: Depot\nbase_url: https://x.example\nresources: { a: { methods: { list: GET /a } } }\n',
  );
  const added = await diff('main');
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('not in main: everything is new')]);
  rmSync(join(repository, 'integrations/depot'), { recursive: true });
  renameSync(at('.'), join(repository, 'away'));
  const gone = await diff('main');
  renameSync(join(repository, 'away'), at('.'));
  expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining('in main only: everything is gone')]);
});

test('a path can be compared with: a folder, a file, a committed contract', async () => {
  const copy = join(repository, 'copy');
  cpSync(at('.'), copy, { recursive: true });
  edit('resources/orders.yaml', ', full: { type: boolean }', '');
  const folder = await diff('./copy', 'shop');
  expect([folder.code, folder.stderr]).toEqual([1, expect.stringContaining('1 breaking')]);
  await runCli(['test', './copy', '--update-contract'], { cwd: repository });
  const contract = await diff('copy/contract.json');
  expect([contract.code, contract.stderr]).toEqual([1, expect.stringContaining('1 breaking')]);
  const single = join(repository, 'solo.yaml');
  writeFileSync(
    single,
    'ymcp: 1\nname: solo\nlabel: Solo\nbase_url: https://x.example\nresources: { a: { methods: { list: GET /a } } }\n',
  );
  expect((await diff('solo.yaml', 'solo.yaml')).code).toBe(0);
  git('clean', '-fdq');
});

test('a revision that is not correct by the rules of today is stood in for by its contract', async () => {
  git('checkout', '-qb', 'old');
  await runCli(['test', 'shop', '--update-contract'], { cwd: repository });
  edit('integration.yaml', 'ymcp: 1', 'ymcp: 1\nretired_key: 1');
  git('add', '-A');
  git('commit', '-qm', 'old');
  git('checkout', '-q', 'main');
  edit('resources/orders.yaml', ', full: { type: boolean }', '');
  const { code, stderr } = await diff('old');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/old:integrations\/shop\/integration\.yaml:2:1: error/),
  ]);
  expect(stderr).toMatch(/`contract\.json` is compared instead[\s\S]*1 breaking/);
  git('branch', '-qD', 'old');
});

test.each([
  [['nowhere'], /`nowhere` is neither a git revision here nor a path that exists/],
  [['main', 'shopp'], /did you mean `shop`/],
  [['main', '--format', 'xml'], /Allowed choices are pretty, json, markdown, github/],
  [['./integrations/shop/resources/orders.yaml.json'], /neither a git revision/],
])('%j cannot be carried out', async (args, said) => {
  const { code, stderr } = await diff(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
});

test('a name that is a revision and a path must be told apart', async () => {
  cpSync(at('.'), join(repository, 'main'), { recursive: true });
  const { code, stderr } = await diff('main', 'shop');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/write `\.\/main`, or `refs\/heads\/main`/)]);
  expect((await diff('./main', 'shop')).code).toBe(0);
  expect((await diff('refs/heads/main', 'shop')).code).toBe(0);
  git('clean', '-fdq');
});
