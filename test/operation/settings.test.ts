import { expect, test } from 'vitest';
import {
  checkSettings,
  fillInSettings,
  missingSettings,
  wrongSettings,
} from '../../engine/operation/settings.ts';
import { compileValidator } from '../../engine/schema/validator.ts';
import { integrationFrom } from '../support/integration.ts';

const withAccount = (account: object) =>
  integrationFrom(`ymcp: 1
name: shop
label: Shop
base_url: https://shop.example
account: ${JSON.stringify(account)}
resources:
  orders:
    methods:
      list: { request: GET /orders, description: "Lists orders, the newest first." }
`);

const DEPTH = {
  type: 'object',
  default: { port: 1 },
  properties: { port: { type: 'integer', default: 2 }, path: { type: 'string', default: '/' } },
};

test.each<[string, Record<string, object>, Record<string, unknown>]>([
  ['a word', { region: { type: 'string', default: 'eu' } }, {}],
  ['a word that is given', { region: { type: 'string', default: 'eu' } }, { region: 'us' }],
  ['null, which is given too', { region: { default: 'eu' } }, { region: null }],
  ['two, in the order of the schema', { a: { default: 1 }, b: {}, c: { default: [1] } }, { b: 2 }],
  ['members of a default', { place: DEPTH }, {}],
  ['members of what is given', { place: DEPTH }, { place: { path: '/x' } }],
  ['members of elements', { places: { type: 'array', items: DEPTH } }, { places: [{}, { port: 3 }] }],
  ['members by all of several', { place: { allOf: [DEPTH] } }, { place: {} }],
  ['none of alternatives', { place: { anyOf: [DEPTH] } }, { place: {} }],
])('defaults are filled in before a check as the check would: %s', (_, properties, given) => {
  const checked = structuredClone(given);
  compileValidator({ type: 'object', properties }, { whole: 'the account', member: 'setting' })(checked);
  const filled = fillInSettings(withAccount({ properties }), given);
  expect(JSON.stringify(filled)).toBe(JSON.stringify(checked));
});

test('settings that are filled in share nothing with the schema or with what was given', () => {
  const integration = withAccount({ properties: { list: { default: [1] }, other: {} } });
  const given = { other: [2] };
  const filled = fillInSettings(integration, given);
  (filled.list as number[]).push(3);
  (filled.other as number[]).push(3);
  expect(fillInSettings(integration, given)).toEqual({ other: [2], list: [1] });
});

test('what is missing and what is wrong are told apart, and a secret is not quoted', async () => {
  const integration = withAccount({
    required: ['token', 'email'],
    properties: { token: { type: 'string', minLength: 9, writeOnly: true }, email: { type: 'string' } },
  });
  const settings = { token: 'short' };
  const missing = 'the Shop account lacks `email`; set SHOP_EMAIL in the environment or in a `.env` file.';
  const wrong = 'the setting `token` is not valid. Correct SHOP_TOKEN.';
  expect(missingSettings(integration, settings)).toEqual([missing]);
  expect(await wrongSettings(integration, settings)).toEqual([wrong]);
  expect(await checkSettings(integration, settings)).toEqual([missing, wrong]);
});
