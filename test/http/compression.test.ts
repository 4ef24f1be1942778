import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream?.close());

const BODY = Buffer.from(JSON.stringify({ greeting: 'grüß dich '.repeat(200) }));
const PLAIN = JSON.parse(BODY.toString());

/** Calls a method whose API answers with these bytes under this `content-encoding`. */
async function answered(encoding: string | string[], bytes: Buffer, { status = 200, yaml = '' } = {}) {
  upstream = await startUpstream((_, response) => {
    response.setHeader('content-encoding', encoding);
    response.writeHead(status, { 'content-type': 'application/json' }).end(bytes);
  });
  const catalog = catalogOf(
    integrationFrom(`
ymcp: 1
name: compressed
label: Compressed
base_url: ${upstream.url}
retry: { attempts: 1 }
${yaml}
resources:
  things:
    methods:
      read: GET /things
`),
    {},
  );
  const outcome = await catalog.call('compressed_things_read', {});
  return 'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : outcome.value;
}

describe('compressed answers', () => {
  test.each<[string, string | string[], Buffer]>([
    ['gzip', 'gzip', gzipSync(BODY)],
    ['gzip by its old name, in capitals', 'X-GZIP', gzipSync(BODY)],
    ['brotli', 'br', brotliCompressSync(BODY)],
    ['deflate', 'deflate', deflateSync(BODY)],
    ['deflate without the zlib header', 'deflate', deflateRawSync(BODY)],
    ['two codings in order', 'deflate, gzip', gzipSync(deflateSync(BODY))],
    ['two codings in two headers', ['deflate', 'gzip'], gzipSync(deflateSync(BODY))],
    ['no coding, said in a word', 'identity', BODY],
  ])('%s', async (_, encoding, bytes) => {
    expect(await answered(encoding, bytes)).toEqual(PLAIN);
  });

  test('every request says what it takes, unless the YAML does', async () => {
    await answered('gzip', gzipSync(BODY));
    expect(upstream.received[0]?.headers['accept-encoding']).toBe('gzip, br, deflate');
    await upstream.close();
    await answered('identity', BODY, { yaml: 'headers: { Accept-Encoding: identity }' });
    expect(upstream.received[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('an empty answer is not decompressed', async () => {
    expect(await answered('gzip', Buffer.alloc(0))).toEqual({ ok: true, status: 200 });
    await upstream.close();
    expect(await answered('gzip', Buffer.alloc(0), { status: 204 })).toEqual({ ok: true, status: 204 });
  });

  test("an error's text is readable", async () => {
    const said = Buffer.from('{"message":"no such thing"}');
    expect(await answered('br', brotliCompressSync(said), { status: 404 })).toMatch(
      /^not_found: .*no such thing/,
    );
  });

  test.each([
    ['a coding that nobody asked for', 'zstd', BODY, 'compressed as `zstd`'],
    ['a name that every object has', 'constructor', BODY, 'compressed as `constructor`'],
    ['too many codings', 'gzip, gzip, gzip', BODY, 'compressed as `gzip, gzip, gzip`'],
    ['what is not gzip', 'gzip', BODY, 'marked as compressed with gzip but is not'],
    ['gzip that is cut off', 'gzip', gzipSync(BODY).subarray(0, -12), 'or is cut off'],
    ['brotli that is cut off', 'br', brotliCompressSync(BODY).subarray(0, -4), 'or is cut off'],
    ['deflate that is cut off', 'deflate', deflateSync(BODY).subarray(0, -6), 'or is cut off'],
  ])('%s is an invalid_response that says so', async (_, encoding, bytes, words) => {
    const outcome = await answered(encoding, bytes);
    expect(outcome).toMatch(/^invalid_response/);
    expect(outcome).toContain(words);
  });
});

describe('limits.response_bytes', () => {
  const yaml = 'limits: { response_bytes: 100000, output_bytes: 200000 }';
  const bomb = Buffer.from(JSON.stringify('0'.repeat(50_000_000)));

  test.each([
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb))],
  ])('holds for what %s becomes', async (encoding, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    const started = process.memoryUsage().arrayBuffers;
    expect(await answered(encoding, bytes, { yaml })).toMatch(
      /^invalid_response: the answer is larger than 100000 bytes/,
    );
    expect(process.memoryUsage().arrayBuffers - started).toBeLessThan(10_000_000);
  });

  test('lets exactly as many bytes pass, and not one more', async () => {
    const sized = (bytes: number) => gzipSync(Buffer.from(`"${'a'.repeat(bytes - 2)}"`));
    expect(await answered('gzip', sized(100_000), { yaml })).toEqual({ result: 'a'.repeat(99_998) });
    await upstream.close();
    expect(await answered('gzip', sized(100_001), { yaml })).toMatch(/^invalid_response/);
  });
});
