import { afterAll, beforeAll, expect, test } from 'vitest';
import { testAccount } from '../../engine/gateway/account-test.ts';
import { addAccount, bindAccount, rotateAccount, viewAccount } from '../../engine/gateway/accounts.ts';
import { type Admission, createAdmission } from '../../engine/gateway/admission.ts';
import { createApiToken, revokeApiToken } from '../../engine/gateway/api-tokens.ts';
import { beginConnect, finishConnect } from '../../engine/gateway/connect.ts';
import { createServer, getServer, removeServer, updateServer } from '../../engine/gateway/servers.ts';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { createCatalog } from '../../engine/operation/catalog.ts';
import { CURSOR_KEY, integrationFrom } from '../support/integration.ts';
import { browse, CLIENT, type Oidc, startOidc } from '../support/oidc.ts';
import { type Databases, onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let oidc: Oidc;
beforeAll(async () => {
  oidc = await startOidc();
  upstream = await startUpstream(({ path, body, headers }, response) => {
    if (path === '/login') {
      const isRight = JSON.parse(body).password === 'right-password';
      return json(response, isRight ? 200 : 401, isRight ? { token: 'session-token' } : { said: body });
    }
    if (path.startsWith('/items')) {
      const isIn = headers['x-token'] === 'session-token' || headers.authorization !== undefined;
      return json(response, isIn ? 200 : 401, isIn ? { items: [{ id: 1 }] } : {});
    }
    return json(response, 404, {});
  });
});
afterAll(async () => {
  await upstream.close();
  await oidc.close();
});

const RESOURCES = `
resources:
  items:
    tags: [stock]
    methods:
      list: { request: GET /items, response: { items: items } }
      find: { request: POST /items/search, tags: [search], hints: { read_only: true } }
      create: POST /items`;

const integrations = () => {
  const shop = integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
account:
  required: [email, password]
  properties:
    email: { type: string, format: email }
    password: { type: string, writeOnly: true, minLength: 8 }
auth:
  type: session
  login: { request: POST /login, body: { password: "{{$account.password}}" }, token: token }
  headers: { X-Token: "{{$token}}" }${RESOURCES}
`);
  const guarded = integrationFrom(`
ymcp: 1
name: guarded
label: Guarded
base_url: ${upstream.url}
account: { properties: { secret: { type: string, writeOnly: true } } }
auth:
  type: oauth2
  token_url: ${oidc.url}/token
  authorization_url: ${oidc.url}/auth
  client_id: ${CLIENT.id}
  client_secret: "{{$account.secret}}"
  scopes: [things]
  grant: authorization_code
  parameters: { prompt: consent }${RESOURCES}
`);
  return new Map([shop, guarded].map((one) => [one.name, one]));
};

const SETTINGS = { email: 'ann@example.com', password: 'right-password' };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** What a gateway that has just started makes of a token. */
async function withAdmission<T>(store: Store, work: (admission: Admission) => Promise<T>): Promise<T> {
  const admission = createAdmission({ store, audiencesOf: () => [] });
  return work(admission).finally(admission.close);
}

const openedBy = (store: Store, name: string) =>
  withAdmission(store, async ({ admit }) => {
    const admitted = await admit({ name, bearer: undefined, apiToken: undefined });
    return 'refused' in admitted ? undefined : admitted.server;
  });

const apiTokenOf = (store: Store, token: string) =>
  withAdmission(store, ({ apiToken }) => apiToken(token, 'call'));

onBothDatabases((databases: Databases) => {
  const opened = async () => {
    const store = await databases.open(await databases.create());
    return { store, integrations: integrations(), publicUrl: 'https://mcp.example.com' };
  };
  const addShop = ({
    store,
    integrations: known,
  }: {
    store: Store;
    integrations: ReturnType<typeof integrations>;
  }) => addAccount(store, known, { integration: 'shop', settings: SETTINGS });

  test.each([
    [{ integration: 'shap', settings: SETTINGS }, 'there is no integration `shap`; did you mean `shop`?'],
    [{ settings: SETTINGS }, '`integration`'],
    [
      { integration: 'shop' },
      'the Shop account lacks `email`, `password`; give what is missing among the settings.',
    ],
    [
      { integration: 'shop', settings: { ...SETTINGS, pasword: 1 } },
      'have no setting `pasword`; did you mean `password`?',
    ],
    [
      { integration: 'shop', settings: { ...SETTINGS, email: 'ann' } },
      '`email` is `"ann"`; expected an email. Correct it among the settings.',
    ],
    [
      { integration: 'shop', settings: { ...SETTINGS, password: 'short!' } },
      'the setting `password` is not valid. Correct it among the settings.',
    ],
    [{ integration: 'shop', settings: SETTINGS, label: 'a\nb' }, '`label`'],
    [{ integration: 'shop', settings: SETTINGS, lable: 'x' }, 'did you mean `label`?'],
    ['text', 'the body'],
  ])('the account %j is refused in words', async (body, message) => {
    const { store, integrations: known } = await opened();
    const error = await addAccount(store, known, body).catch((reason: Error) => reason);
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining(message) });
    expect(String(error)).not.toContain('short!');
    expect(await store.accounts.list()).toEqual([]);
  });

  test('an account is seen without its secrets, and a rotation keeps what it does not name', async () => {
    const place = await opened();
    const { store, integrations: known } = place;
    const { id } = await addShop(place);
    await rotateAccount(store, known, id, { settings: { password: 'another-password' } });
    expect((await store.accounts.open(id))?.settings).toEqual({ ...SETTINGS, password: 'another-password' });
    const view = await viewAccount(store, known, id);
    expect(view).toMatchObject({ settings: { email: SETTINGS.email }, secrets: ['password'], revision: 2 });
    expect(JSON.stringify(view)).not.toContain('another');
    // Without its integration nobody knows which of the settings are secret.
    expect(await viewAccount(store, new Map(), id)).toMatchObject({
      settings: {},
      secrets: ['email', 'password'],
    });
    await expect(rotateAccount(store, known, id, { settings: { email: 'x' } })).rejects.toMatchObject({
      status: 400,
    });
    await expect(rotateAccount(store, known, 'nobody', { settings: {} })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('a test of an account logs in for real, whatever session was kept', async () => {
    const place = await opened();
    const { store, integrations: known } = place;
    const { id } = await addShop(place);
    const good = await testAccount(store, known, id, CURSOR_KEY);
    expect(good).toEqual({ tool: 'list_all_shop_items', milliseconds: expect.any(Number) });
    const after = await rotateAccount(store, known, id, { settings: { password: 'wrong-password' } });
    await store.upstreamTokens(after).save('', { accessToken: 'session-token' });
    const { error } = await testAccount(store, known, id, CURSOR_KEY);
    expect(error).toMatchObject({ code: 'unauthorized' });
    expect(error?.message).not.toContain('wrong-password');
  });

  test('accounts that differ in secrets only are told apart', async () => {
    const place = await opened();
    const { store, integrations: known } = place;
    const [one, two] = [await addShop(place), await addShop(place)];
    const bound = [await bindAccount(store, known, one.id), await bindAccount(store, known, two.id)];
    expect(new Set(bound.map(({ account }) => account.id)).size).toBe(2);
  });

  test('a server is made, seen, changed and removed in the shape of the reference product', async () => {
    const place = await opened();
    const { store } = place;
    const account = await addShop(place);
    const expires = inMinutes(5);
    const body = { name: 'Reader', config: { methods: ['read'], tags: ['stock'] }, expires_at: expires };
    const { token, url, ...made } = await createServer(place, account.id, body, 'ann');
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Reader',
      config: { methods: ['read'], tags: ['stock'] },
      integrated_account_id: account.id,
      expires_at: expires,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: 'ann',
    });
    expect(token).toMatch(/^ymcps_[\w-]{43}$/);
    expect(url).toBe(`https://mcp.example.com/mcp/${token}`);
    expect(await openedBy(store, token)).toEqual(made);
    expect(await openedBy(store, made.id)).toBeUndefined();
    expect(await getServer(store, account.id, made.id)).toEqual(made);

    const config = { tags: null, require_api_token_auth: true };
    const changed = await updateServer(place, account.id, made.id, { config, expires_at: null });
    expect(changed).toMatchObject({
      name: 'Reader',
      config: { methods: ['read'], require_api_token_auth: true },
      expires_at: null,
    });
    expect(Object.keys(changed.config)).not.toContain('tags');
    await removeServer(store, account.id, made.id);
    expect(await openedBy(store, token)).toBeUndefined();
  });

  test('`read` goes by what a tool does, and a scope without tools is refused', async () => {
    const place = await opened();
    const account = await addShop(place);
    const make = (config: object) => createServer(place, account.id, { name: 'x', config }, null);
    await expect(make({ methods: ['read'], tags: ['search'] })).resolves.toBeDefined();
    await expect(make({ methods: ['write'], tags: ['search'] })).rejects.toMatchObject({
      status: 400,
      message:
        'no tool passes `config.methods` and `config.tags`. Methods: read, write, custom, create, find, list. Tags: search, stock.',
    });
    await expect(make({ methods: [] })).rejects.toMatchObject({ status: 400 });
    const { id } = await make({ methods: ['list'] });
    const change = updateServer(place, account.id, id, { config: { tags: ['search'] } });
    await expect(change).rejects.toMatchObject({ status: 400 });
    expect(await getServer(place.store, account.id, id)).toMatchObject({ config: { methods: ['list'] } });
  });

  test.each([
    [{ config: {} }, '`name`'],
    [{ name: '' }, '`name`'],
    [{ name: 'x', config: { tool_exposure: 'some' } }, '`all`'],
    [{ name: 'x', config: { method: [] } }, 'did you mean `methods`?'],
    [{ name: 'x', config: { methods: 'read' } }, '`methods`'],
    [{ name: 'x', expires_at: 'tomorrow' }, '`expires_at`'],
    [{ name: 'x', expires_at: inMinutes(0.9) }, 'expected a time at least 60 seconds ahead'],
    [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expected a time at least 60 seconds ahead'],
  ])('the server %j is refused in words', async (body, message) => {
    const place = await opened();
    const account = await addShop(place);
    await expect(createServer(place, account.id, body, null)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  test('a server is that of its account only, and an expired one opens nothing', async () => {
    const place = await opened();
    const { store } = place;
    const [mine, yours] = [await addShop(place), await addShop(place)];
    const { id, token } = await createServer(place, mine.id, { name: 'x' }, null);
    await expect(getServer(store, yours.id, id)).rejects.toMatchObject({ status: 404 });
    await expect(updateServer(place, yours.id, id, { name: 'y' })).rejects.toMatchObject({ status: 404 });
    await expect(removeServer(store, yours.id, id)).rejects.toMatchObject({ status: 404 });
    await expect(createServer(place, 'nobody', { name: 'x' }, null)).rejects.toMatchObject({ status: 404 });
    await store.servers.update(id, () => ({ expires_at: new Date(Date.now() - 1).toISOString() }));
    expect(await store.servers.find(id)).toBeDefined();
    expect(await openedBy(store, token)).toBeUndefined();
  });

  test('an API token opens what it is for until it is revoked or over', async () => {
    const { store } = await opened();
    const body = { name: 'ci', scopes: ['call'], expires_at: inMinutes(5) };
    const { token, ...made } = await createApiToken(store, body, null);
    expect(token).toMatch(/^ymcpa_[\w-]{43}$/);
    expect(await apiTokenOf(store, token)).toEqual(made);
    expect(await apiTokenOf(store, `${token}x`)).toBeUndefined();
    await revokeApiToken(store, made.id);
    expect(await apiTokenOf(store, token)).toBeUndefined();
    await expect(revokeApiToken(store, made.id)).rejects.toMatchObject({ status: 404 });
    await expect(createApiToken(store, { name: 'x', scopes: ['root'] }, null)).rejects.toThrow('in `scopes`');
    await expect(createApiToken(store, { name: 'x', scopes: [] }, null)).rejects.toMatchObject({
      status: 400,
    });
  });

  test('an account connects in the browser, begun on one replica and finished on another', async () => {
    const url = await databases.create();
    const [a, b] = [await databases.open(url), await databases.open(url)];
    const known = integrations();
    const settings = { secret: CLIENT.secret };
    const account = await addAccount(a, known, { integration: 'guarded', settings });
    expect(account.status).toBe('connecting');
    const begun = await beginConnect(a, known, account.id, 'http://127.0.0.1:5555/callback');
    const back = await browse(begun.url);
    expect(await finishConnect(b, known, back)).toMatchObject({ id: account.id, status: 'active' });
    const bound = await bindAccount(a, known, account.id);
    const outcome = await createCatalog([bound], { cursorKey: CURSOR_KEY }).call(
      'list_all_guarded_items',
      {},
    );
    expect(outcome).toMatchObject({ value: { result_count: 1 } });

    await expect(finishConnect(a, known, back)).rejects.toThrow('was not begun here, is over, or was used');
    const late = await beginConnect(a, known, account.id, 'http://127.0.0.1:5555/callback');
    await rotateAccount(b, known, account.id, { settings });
    await expect(finishConnect(a, known, await browse(late.url))).rejects.toMatchObject({ status: 400 });
    expect((await a.accounts.find(account.id))?.status).toBe('connecting');
  });
});
