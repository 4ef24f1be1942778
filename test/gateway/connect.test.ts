import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHttp } from '../support/clients.ts';
import { addApiToken, startGateway, type TestGateway } from '../support/gateway.ts';
import { browse, CLIENT, cookieHeader, type Oidc, startOidc } from '../support/oidc.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const BACK = '/connect/callback';

onBothDatabases((databases) => {
  let upstream: Upstream;
  let oidc: Oidc;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    oidc = await startOidc();
    upstream = await startUpstream(async ({ headers }, response) => {
      const [, token = ''] = headers.authorization?.split(' ') ?? [];
      const found = await oidc.provider.AccessToken.find(token);
      json(response, found ? 200 : 401, { who: found?.accountId });
    });
    gateway = await startGateway(
      await databases.open(await databases.create()),
      `
ymcp: 1
name: guarded
label: Guarded
base_url: ${upstream.url}
account: { required: [secret], properties: { secret: { type: string, writeOnly: true } } }
auth:
  type: oauth2
  token_url: ${oidc.url}/token
  authorization_url: ${oidc.url}/auth
  client_id: ${CLIENT.id}
  client_secret: "{{$account.secret}}"
  scopes: [things]
  grant: authorization_code
  parameters: { prompt: consent }
resources: { things: { methods: { get: "GET /things/{id}" } } }
`,
    );
    admin = (await addApiToken(gateway.store, 'admin')).token;
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await oidc.close();
  });

  // biome-ignore lint/suspicious/noExplicitAny: answers of several routes, whose members the tests name
  const post = async (path: string, body: object = {}): Promise<any> => {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, path).toBe(201);
    return response.json();
  };
  const addGuarded = () =>
    post('/integrated-account', { integration: 'guarded', settings: { secret: CLIENT.secret } });
  const read = async (response: Response) => [response.status, await response.text()];
  const visit = (url: string | URL, cookies: ReadonlyMap<string, string> = new Map()) =>
    fetch(url, { redirect: 'manual', headers: { cookie: cookieHeader(cookies) } });

  test('a person logs in with a ticket, and tools work with what was granted', async () => {
    const account = await addGuarded();
    expect(account.status).toBe('connecting');
    const { token } = await post(`/integrated-account/${account.id}/mcp`, { name: 'x' });
    const call = async () => {
      const client = await connectHttp('2025', `${gateway.url}/mcp/${token}`);
      const { structuredContent } = await client.call('get_single_guarded_thing_by_id', { id: '1' });
      await client.close();
      return structuredContent;
    };
    expect((await call()).error?.code).toBe('unauthorized');

    const ticket = await post(`/integrated-account/${account.id}/connect`);
    const cookies = new Map<string, string>();
    const back = await browse(ticket.url, cookies, BACK);
    expect(back.origin).toBe(gateway.url);
    expect(await read(await visit(ticket.url))).toEqual([400, expect.stringContaining('not good any more')]);
    for (const stranger of [new Map(), new Map([['ymcp_connect', 'guessed']])])
      expect(await read(await visit(back, stranger))).toEqual([
        400,
        expect.stringContaining('begun elsewhere'),
      ]);
    const done = await visit(back, cookies);
    expect(await read(done)).toEqual([200, expect.stringContaining('Guarded can be used now.')]);
    expect(Object.fromEntries(done.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'set-cookie': expect.stringContaining('Max-Age=0'),
    });
    expect(await read(await visit(back, cookies))).toEqual([400, expect.stringContaining('was used')]);

    await expect.poll(call, { timeout: 20_000 }).toEqual({ who: 'ann' });
    const written = JSON.stringify(gateway.lines);
    for (const secret of [ticket.url.split('/').at(-1), back.searchParams.get('code'), CLIENT.secret])
      expect(written).not.toContain(secret);
  });

  test('the cookie is for this browser and this login only', async () => {
    const { id } = await addGuarded();
    const { url, expires_at } = await post(`/integrated-account/${id}/connect`);
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
    const [cookie = ''] = (await visit(url)).headers.getSetCookie();
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/connect', 'Max-Age=600'])
      expect(cookie).toContain(part);
  });

  test('a ticket that was made up or altered is refused, and so is a login that the person denied', async () => {
    const { id } = await addGuarded();
    const { url } = await post(`/integrated-account/${id}/connect`);
    const altered = `${url.slice(0, -2)}${url.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const address of [`${gateway.url}/connect/made-up`, altered])
      expect(await read(await visit(address))).toEqual([400, expect.stringContaining('not good any more')]);
    const begun = await visit(url);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const denied = `${gateway.url}${BACK}?error=access_denied&state=${state}&iss=${oidc.url}`;
    const [status, page] = await read(await visit(denied, new Map([['ymcp_connect', state]])));
    expect([status, page]).toEqual([400, expect.stringContaining('The login was refused')]);
    expect((await gateway.store.accounts.find(id))?.status).toBe('connecting');
  });

  test('a login server that is down when the browser comes back is told apart from a refusal', async () => {
    const { id } = await addGuarded();
    const ticket = await post(`/integrated-account/${id}/connect`);
    const cookies = new Map<string, string>();
    const back = await browse(ticket.url, cookies, BACK);
    await oidc.close();
    const [status, page] = await read(await visit(back, cookies));
    expect([status, page]).toEqual([503, expect.stringContaining('The login server cannot be reached')]);
    expect((await gateway.store.accounts.find(id))?.status).toBe('connecting');
  });
});
