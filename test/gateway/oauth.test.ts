import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHttp, ERAS } from '../support/clients.ts';
import { addServer, shopAt, startGateway, type TestGateway } from '../support/gateway.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

onBothDatabases((databases) => {
  let upstream: Upstream;
  let issuer: Issuer;
  let gateway: TestGateway;
  beforeAll(async () => {
    upstream = await startUpstream((_, response) => json(response, 200, {}));
    issuer = await startIssuer();
    gateway = await startGateway(await databases.open(await databases.create()), shopAt(upstream.url), {
      issuer: { issuer: issuer.url },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await upstream.close();
  });

  const open = async (oauth = {}, config = {}) => {
    const { server, token } = await addServer(gateway.store, { config: { ...config, oauth } });
    return { server, token, url: `${gateway.url}/mcp/${server.id}` };
  };
  const knock = (url: string, token?: string) =>
    fetch(url, { method: 'POST', headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  const inAMinute = () => Math.floor(Date.now() / 1_000) + 60;

  test.each(ERAS)(
    'a client of %s that found its way by the challenge is let in by its access token',
    async (era) => {
      const { url } = await open();
      const refused = await knock(url);
      const challenge = refused.headers.get('www-authenticate') ?? '';
      expect(refused.status).toBe(401);
      expect(challenge).toContain('scope="ymcp:read ymcp:write ymcp:custom"');
      const metadata = await fetch(/resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '');
      const found = (await metadata.json()) as { resource: string; authorization_servers: string[] };
      expect(found).toMatchObject({ resource: url, authorization_servers: [issuer.url] });
      const token = await issuer.sign({ aud: found.resource, scope: 'ymcp:read ymcp:tag:orders' });
      const client = await connectHttp(era, url, { headers: { authorization: `Bearer ${token}` } });
      expect((await client.listTools()).map(({ name }) => name)).toEqual(['get_single_shop_order_by_id']);
      const outside = await client.call('delete_a_shop_customer_by_id', { id: '1' });
      expect(outside.structuredContent.error?.code).toBe('unknown_tool');
      await client.close();
    },
  );

  test('the record names the user', async () => {
    const { url, server } = await open();
    const token = await issuer.sign({ aud: url, scope: 'ymcp:read' });
    const client = await connectHttp('2025', url, { headers: { authorization: `Bearer ${token}` } });
    await client.call('get_single_shop_order_by_id', { id: '1' });
    await client.close();
    const { result } = await gateway.store.audit.query({ server_id: server.id }, { limit: 1 });
    expect(result[0]).toMatchObject({ who: 'ann', status: 'ok' });
  });

  test('the metadata is at the root too, and a token for all servers is good for each', async () => {
    const root = await fetch(`${gateway.url}/.well-known/oauth-protected-resource`);
    const { resource } = (await root.json()) as { resource: string };
    expect(resource).toBe(`${gateway.url}/mcp`);
    const { url } = await open();
    expect((await knock(url, await issuer.sign({ aud: resource, scope: 'ymcp:read' }))).status).not.toBe(401);
  });

  test.each([
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another audience', { aud: 'https://other.example/mcp' }],
    ['for another server', { aud: 'http://127.0.0.1/mcp/another' }],
    ['without an audience', { aud: undefined }],
    ['that has expired', { exp: 1_700_000_000 }],
    ['without expiry', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['not valid yet', { nbf: 4_000_000_000 }],
  ])('a token %s is refused', async (_, claims) => {
    const { url } = await open();
    const answer = await knock(url, await issuer.sign({ aud: url, scope: 'ymcp:read', ...claims }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token signed by nobody, by somebody else, or with the public key as a secret is refused', async () => {
    const { url } = await open();
    const claims = { iss: issuer.url, sub: 'ann', aud: url, exp: inAMinute(), scope: 'ymcp:read' };
    const { privateKey } = await generateKeyPair('ES256');
    const header = { kid: 'one', typ: 'at+jwt' };
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(issuer.publicKey),
      `${(await issuer.sign(claims)).slice(0, -4)}AAAA`,
      'not.a.token',
    ];
    for (const token of forged) expect((await knock(url, token)).status).toBe(401);
  });

  test('a token without a scope for any tool is told which to get', async () => {
    const { url } = await open();
    for (const scope of [undefined, 'openid profile', 'ymcp:tag:orders', 'ymcp:method:read']) {
      const answer = await knock(url, await issuer.sign({ aud: url, scope }));
      expect(answer.status).toBe(403);
      expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    }
  });

  test('only the users and scopes that the server names are let in', async () => {
    const { url } = await open({ subjects: ['bea'], scopes: ['team:a'] });
    const token = (sub: string, scope: string) => issuer.sign({ aud: url, sub, scope });
    expect((await knock(url, await token('ann', 'ymcp:read team:a'))).status).toBe(401);
    expect((await knock(url, await token('bea', 'ymcp:read'))).status).toBe(403);
    expect([401, 403]).not.toContain((await knock(url, await token('bea', 'ymcp:read team:a'))).status);
  });

  test('a server that is not opened to access tokens takes none', async () => {
    const { server } = await addServer(gateway.store);
    const url = `${gateway.url}/mcp/${server.id}`;
    expect((await knock(url, await issuer.sign({ aud: url, scope: 'ymcp:read' }))).status).toBe(401);
  });

  test('a server that exists and one that does not are refused alike', async () => {
    const { url, server } = await open();
    const answers = [url, `${gateway.url}/mcp/${server.id.replace(/^./, 'x')}`].map(async (address) => {
      const answer = await knock(address);
      const challenge = answer.headers.get('www-authenticate')?.replace(/mcp\/[\w-]+/, 'mcp/…');
      return [answer.status, challenge, await answer.json()];
    });
    const [known, unknown] = await Promise.all(answers);
    expect(known).toEqual(unknown);
  });

  test('an authorization server that is down is not the fault of the token', async () => {
    const gone = await startIssuer();
    const other = await startGateway(await databases.open(await databases.create()), shopAt(upstream.url), {
      issuer: { issuer: gone.url },
    });
    const { server } = await addServer(other.store, { config: { oauth: {} } });
    const url = `${other.url}/mcp/${server.id}`;
    const token = await gone.sign({ aud: url, scope: 'ymcp:read' });
    await gone.close();
    const answer = await knock(url, token);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('try again later') });
    await other.close();
  });
});
