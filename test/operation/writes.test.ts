import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Catalog, Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const SECRET = 'very-secret-word';

let upstream: Upstream;
let catalog: Catalog;
beforeEach(async () => {
  upstream = await startUpstream((_, response) => json(response, 200, { done: true }));
  const yaml = `
ymcp: 1
name: careful
label: Careful
base_url: ${upstream.url}/v1
account: { properties: { secret: { type: string, writeOnly: true }, region: { type: string } } }
auth: { type: bearer, token: "{{$account.secret}}" }
headers: { X-Region: "{{$account.region}}", X-Echo: "{{$account.secret}}" }
resources:
  people:
    methods:
      create:
        request: POST /people/{team}
        parameters:
          team: { type: string }
          Mobile: { type: string }
          MobileStatus: { type: boolean }
        checks:
          - assert: $not($exists(Mobile)) or $exists(MobileStatus)
            message: "\`Mobile\` {{Mobile}} without \`MobileStatus\` would opt the person in; say which is meant."
          - assert: "$account.region != 'closed'"
            message: The region is closed.
      search: GET /people
`;
  catalog = catalogOf(integrationFrom(yaml), { secret: SECRET, region: 'west' });
});
afterEach(() => upstream.close());

const CREATE = 'create_a_careful_person';
const errorOf = (outcome: Outcome) => ('error' in outcome ? outcome.error : undefined);

test('a check that fails is the error, with its message, and nothing is sent', async () => {
  const error = errorOf(await catalog.call(CREATE, { team: 'a', Mobile: '+1' }));
  expect(error).toMatchObject({ code: 'check_failed' });
  expect(error?.message).toBe(
    '`Mobile` +1 without `MobileStatus` would opt the person in; say which is meant. Nothing was sent.',
  );
  expect(upstream.received).toEqual([]);
});

test("a call that passes its checks is sent, without the engine's own arguments", async () => {
  const outcome = await catalog.call(CREATE, {
    team: 'a',
    Mobile: '+1',
    MobileStatus: false,
    dry_run: false,
  });
  expect(outcome).toMatchObject({ value: { done: true } });
  expect(JSON.parse(upstream.received[0]?.body ?? '')).toEqual({ Mobile: '+1', MobileStatus: false });
});

test('a dry run returns the exact request with secrets masked, and sends nothing', async () => {
  const outcome = await catalog.call(CREATE, {
    team: 'a/b',
    Mobile: '+1',
    MobileStatus: true,
    dry_run: true,
  });
  const value = 'value' in outcome ? outcome.value : {};
  expect(value).toMatchObject({
    dry_run: true,
    requests: [
      {
        verb: 'POST',
        url: `${upstream.url}/v1/people/a%2Fb`,
        headers: { 'x-region': 'west', 'x-echo': '[redacted]', 'content-type': 'application/json' },
        body: { Mobile: '+1', MobileStatus: true },
      },
    ],
  });
  expect(JSON.stringify(outcome)).not.toContain(SECRET);
  expect(upstream.received).toEqual([]);
});

test('a dry run is checked like the real call', async () => {
  expect(errorOf(await catalog.call(CREATE, { team: 'a', Mobile: '+1', dry_run: true }))?.code).toBe(
    'check_failed',
  );
  expect(errorOf(await catalog.call(CREATE, { dry_run: true }))?.code).toBe('invalid_arguments');
});

test('a tool that only reads has no dry_run', async () => {
  const tools = Object.fromEntries(
    catalog.operations.map(({ tool, inputSchema }) => [tool, inputSchema.properties as object]),
  );
  expect(Object.keys(tools.careful_people_search ?? {})).toEqual([]);
  expect(Object.keys(tools[CREATE] ?? {})).toContain('dry_run');
});
