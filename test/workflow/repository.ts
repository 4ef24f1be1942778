import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: Readonly<Record<string, string>> = {
  'integrations/shop/integration.yaml': `ymcp: 1
name: shop
label: Shop
description: Orders of a web shop.
base_url: https://api.shop.example/v1
account:
  required: [token]
  properties:
    token: { type: string, writeOnly: true, description: Made under Settings. }
auth: { type: bearer, token: "{{$account.token}}" }
pagination: { type: page, page: page, limit: per_page, max_limit: 100 }
`,
  'integrations/shop/resources/orders.yaml': `resource: orders
methods:
  list:
    description: Orders of the shop, the newest first. Find an order's id here when only the customer is known.
    request: GET /orders
    source: { status: documented, url: https://docs.shop.example/orders }
    parameters:
      status: { type: string, enum: [open, paid, sent], description: Only orders in this state. }
      sort: { type: string, enum: [newest, oldest, total], description: What comes first. }
    response:
      items: data
      item:
        id: { value: id, type: integer, description: The order's id. }
        total: { value: total, type: number, description: What it comes to in euros. }
  cancel:
    description: Cancel an order that has not been sent yet. The customer gets the money back.
    request: POST /orders/{id}/cancel
    source: { status: documented, url: https://docs.shop.example/orders }
    parameters:
      id: { type: integer, description: The order's id. }
    confirm: Cancel order {{id}} and pay the money back?
    hints: { destructive: true }
    response:
      item:
        id: { value: id, type: integer, description: The order's id. }
`,
  'integrations/shop/cases/setup.yaml': `setup:
  account: { token: rehearsal }
  base_url: https://api.shop.example/v1
  headers: { authorization: Bearer rehearsal }
`,
  'integrations/shop/cases/orders.yaml': `cases:
  - name: open orders
    method: orders.list
    arguments: { status: open, limit: 2 }
    exchanges:
      - request: GET /orders?page=1&per_page=2&status=open
        respond: { body: { data: [{ id: 1, total: 12.5 }, { id: 2, total: 3 }] } }
    result: { result: [{ id: 1, total: 12.5 }, { id: 2, total: 3 }], result_count: 2, next_cursor: "{{$length($) > 20}}" }
  - name: an order is cancelled
    method: orders.cancel
    arguments: { id: 2 }
    confirmed: true
    exchanges: [{ request: POST /orders/2/cancel, respond: { body: { id: 2 } } }]
    result: { id: 2 }
`,
};

/** A change that looks like tidying up: an argument gets another name, one loses a value, and a tool comes without a word. */
const CHANGE: readonly [file: string, from: string, to: string][] = [
  ['integrations/shop/resources/orders.yaml', '      status: { type', '      state: { as: status, type'],
  ['integrations/shop/resources/orders.yaml', '[newest, oldest, total]', '[newest, oldest]'],
  ['integrations/shop/resources/orders.yaml', '  cancel:\n', '  count: GET /orders/count\n  cancel:\n'],
  ['integrations/shop/cases/orders.yaml', '{ status: open, limit', '{ state: open, limit'],
];

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=ymcp', '-c', 'user.email=ymcp@localhost', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/**
 * A checkout of a branch with a breaking change, as a runner has it: of one commit, from an origin whose `main` is good.
 * `writeContract` is called on the good one before it is committed. Gives the folder of the checkout.
 */
export function makeRepository(folder: string, writeContract: (work: string) => void): string {
  const work = join(folder, 'work');
  const origin = join(folder, 'origin.git');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  writeContract(work);
  git(work, 'init', '--quiet', '--initial-branch=main');
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message=shop');
  git(work, 'switch', '--quiet', '--create=tidy');
  for (const [name, from, to] of CHANGE) {
    const text = readFileSync(join(work, name), 'utf8');
    if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
    writeFileSync(join(work, name), text.replace(from, to));
  }
  git(work, 'commit', '--quiet', '--all', '--message=tidy up');
  git(folder, 'clone', '--quiet', '--bare', work, origin);
  git(folder, 'clone', '--quiet', '--depth=1', '--branch=tidy', `file://${origin}`, 'checkout');
  return join(folder, 'checkout');
}

/** The change of the branch, as git shows it. */
export const shownChange = (folder: string): string =>
  git(join(folder, 'work'), 'diff', '-U0', 'main', 'tidy', '--', 'integrations');
