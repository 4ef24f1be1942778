import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readerOf } from '../../cli/files.ts';
import { toResult } from '../../engine/mcp/result.ts';
import type { CatalogOptions, Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream?.close());

const answer =
  (type: string | undefined, body: string | Buffer, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);

async function open(
  method: string,
  reply: Answer = answer('application/json', '{"ok":true}'),
  options: Partial<CatalogOptions> = {},
) {
  upstream = await startUpstream(reply);
  const yaml = `
ymcp: 1
name: formats
label: Formats
base_url: ${upstream.url}
resources:
  files:
    methods:
      put:
${method.replace(/^/gm, '        ')}
`;
  const catalog = catalogOf(integrationFrom(yaml), {}, options);
  return (args: Record<string, unknown> = {}) => catalog.call('formats_files_put', args);
}
const value = (outcome: Outcome) =>
  'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : outcome.value;
const received = () => upstream.received[0]!;
const formOf = () =>
  new Response(received().body, {
    headers: { 'content-type': received().headers['content-type'] ?? '' },
  }).formData();

describe('request bodies', () => {
  const UPLOAD = `request: POST /files
body_format: multipart
parameters: { note: { type: string }, tags: { type: array, items: { type: string } }, file: { type: object } }`;

  test('multipart carries fields, lists and files', async () => {
    const call = await open(UPLOAD);
    const content = Buffer.from('a,b\r\n1,2\r\n');
    const file = {
      filename: 'my "list".csv',
      content_base64: content.toString('base64'),
      content_type: 'text/csv',
    };
    expect(value(await call({ note: 'ü', tags: ['x', 'y'], file }))).toEqual({ ok: true });
    const form = await formOf();
    expect([form.get('note'), form.getAll('tags')]).toEqual(['ü', ['x', 'y']]);
    const sent = form.get('file') as File;
    expect([sent.name, sent.type, Buffer.from(await sent.arrayBuffer())]).toEqual([
      'my "list".csv',
      'text/csv',
      content,
    ]);
  });

  test.each([
    ['an object that is no file', { file: { x: 1 } }, '`file` is an object'],
    ['what is not base64', { file: { content_base64: '!!' } }, 'is not base64'],
    ['a path where no folder is open', { file: { path: 'x' } }, 'only on stdio'],
  ])('multipart refuses %s before anything is sent', async (_, args, words) => {
    const call = await open(UPLOAD);
    expect(value(await call(args))).toContain(words);
    expect(upstream.received).toEqual([]);
  });

  test('a file is read by path within the open folder, and not outside of it', async () => {
    const root = mkdtempSync(join(tmpdir(), 'ymcp-files-'));
    mkdirSync(join(root, 'in'));
    writeFileSync(join(root, 'in', 'a.txt'), 'inside');
    writeFileSync(join(root, 'secret.txt'), 'outside');
    symlinkSync(join(root, 'secret.txt'), join(root, 'in', 'link.txt'));
    const call = await open(UPLOAD, undefined, { readFile: readerOf(join(root, 'in')) });
    for (const path of ['../secret.txt', join(root, 'secret.txt'), 'link.txt', 'none.txt', '.'])
      expect(value(await call({ file: { path } })), path).toContain('in the folder that may be read');
    expect(upstream.received).toEqual([]);
    await call({ file: { path: 'a.txt', content_type: 'text/plain' } });
    const sent = (await formOf()).get('file') as File;
    expect([sent.name, await sent.text()]).toEqual(['a.txt', 'inside']);
    rmSync(root, { recursive: true });
  });

  test('raw carries text, or bytes with their type', async () => {
    const call = await open(
      `request: POST /files\nbody_format: raw\nparameters: { body: {} }\nbody: "{{body}}"`,
    );
    await call({ body: 'line 1\nline 2' });
    await call({
      body: { content_base64: Buffer.from('bytes').toString('base64'), content_type: 'image/png' },
    });
    expect(upstream.received.map(({ body, headers }) => [headers['content-type'], body])).toEqual([
      ['text/plain; charset=utf-8', 'line 1\nline 2'],
      ['image/png', 'bytes'],
    ]);
    expect(value(await call({ body: 5 }))).toContain('a raw body must be text');
  });

  test('xml is built from an object, with attributes and escapes', async () => {
    const call = await open(
      `request: POST /files\nbody_format: xml\nparameters: { name: { type: string } }\nbody: { order: { "@id": "7", name: "{{name}}", line: [a, b] } }`,
    );
    await call({ name: 'a < b & c' });
    expect(received().headers['content-type']).toBe('application/xml');
    expect(received().body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><order id="7"><name>a &lt; b &amp; c</name><line>a</line><line>b</line></order>',
    );
  });

  test('xml needs one root', async () => {
    const call = await open(`request: POST /files\nbody_format: xml\nbody: { a: 1, b: 2 }`);
    expect(value(await call())).toContain('one member, its root element');
  });

  test.each([
    ['repeat', 'ids=1&ids=2'],
    ['comma', 'ids=1%2C2'],
    ['brackets', 'ids%5B%5D=1&ids%5B%5D=2'],
    ['indices', 'ids%5B0%5D=1&ids%5B1%5D=2'],
  ])('lists go into the query and into a form as %s', async (format, expected) => {
    const parameters = 'parameters: { ids: { type: array, items: { type: integer } } }';
    const query = await open(`request: GET /files\nquery_arrays: ${format}\n${parameters}`);
    await query({ ids: [1, 2] });
    expect(received().path).toBe(`/files?${expected}`);
    await upstream.close();
    const form = await open(
      `request: POST /files\nbody_format: form\nquery_arrays: ${format}\n${parameters}`,
    );
    await form({ ids: [1, 2] });
    expect(received().body).toBe(expected);
  });
});

describe('answers', () => {
  test.each<[string, string | undefined, string | Buffer, string, unknown]>([
    ['JSON', 'application/json', '{"a":1}', '', { a: 1 }],
    ['JSON of a kind of its own', 'application/vnd.api+json; charset=utf-8', '{"a":1}', '', { a: 1 }],
    ['JSON without a type', undefined, '{"a":1}', '', { a: 1 }],
    ['text', 'text/plain', 'hello', '', { result: 'hello' }],
    [
      'text in Latin-1',
      'text/plain; charset=ISO-8859-1',
      Buffer.from([0x63, 0x61, 0x66, 0xe9]),
      '',
      { result: 'café' },
    ],
    ['HTML, when it is asked for', 'text/html', '<p>hi</p>', 'text', { result: '<p>hi</p>' }],
    [
      'CSV',
      'text/csv',
      '\uFEFFname,note\r\n"a, b","say ""hi""\nthere"\r\nc,\r\n',
      '',
      {
        result: [
          { name: 'a, b', note: 'say "hi"\nthere' },
          { name: 'c', note: '' },
        ],
      },
    ],
    ['CSV that calls itself text', 'text/plain', 'a\n1\n', 'csv', { result: [{ a: '1' }] }],
    [
      'XML',
      'application/xml',
      '<r id="5"><n>007</n><n>a &amp; b &#233;</n></r>',
      '',
      { r: { '@id': '5', n: ['007', 'a & b é'] } },
    ],
    ['JSON lines', 'application/x-ndjson', '{"a":1}\n\n{"a":2}\n', '', { result: [{ a: 1 }, { a: 2 }] }],
    ['an empty text', 'text/plain', ' ', '', { ok: true, status: 200 }],
  ])('%s', async (_, type, body, format, expected) => {
    const call = await open(
      `request: GET /files${format && `\nresponse: { format: ${format} }`}`,
      answer(type, body),
    );
    expect(value(await call())).toEqual(expected);
  });

  test('a list tool reads CSV', async () => {
    const call = await open(
      `request: GET /files\nresponse: { items: $, item: { n: $number(a) } }`,
      answer('text/csv', 'a\n1\n2\n'),
    );
    expect(value(await call())).toMatchObject({ result: [{ n: 1 }, { n: 2 }], result_count: 2 });
  });

  test.each([
    ['HTML', 'text/html', '<html>', '', 'with text/html instead of JSON'],
    ['broken JSON', 'application/json', '{"a":', '', 'with application/json instead of JSON'],
    ['broken XML', 'application/xml', '<a><b></a>', '', 'instead of XML'],
    ['a broken line of JSON', 'application/jsonl', '{"a":1}\n{', '', 'instead of JSONL'],
    ['a character set that nobody knows', 'text/plain; charset=klingon', 'x', '', 'character set `klingon`'],
  ])('%s is an invalid_response that says so', async (_, type, body, format, words) => {
    const call = await open(
      `request: GET /files${format && `\nresponse: { format: ${format} }`}`,
      answer(type, body),
    );
    expect(value(await call())).toMatch(/^invalid_response/);
    expect(value(await call())).toContain(words);
  });

  test('XML that defines entities of its own is refused', async () => {
    const bomb =
      '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><r>&b;&c;</r>';
    const call = await open('request: GET /files', answer('application/xml', bomb));
    expect(value(await call())).toMatch(/^invalid_response: .* instead of XML/);
  });

  test('a file is a resource for the client, and a few words for the model', async () => {
    const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255]);
    const call = await open('request: GET /files', answer('application/pdf', bytes));
    const result = toResult(await call());
    expect(result.structuredContent).toEqual({
      content_type: 'application/pdf',
      bytes: 6,
      uri: expect.stringMatching(/^ymcp:\/\/answer\/[0-9a-f]{32}$/),
    });
    expect(result.content).toEqual([
      { type: 'text', text: JSON.stringify(result.structuredContent) },
      {
        type: 'resource',
        resource: {
          uri: (result.structuredContent as { uri: string }).uri,
          mimeType: 'application/pdf',
          blob: bytes.toString('base64'),
        },
      },
    ]);
  });

  test('an error whose body is no JSON is still read by its status', async () => {
    const call = await open('request: GET /files', answer('application/pdf', Buffer.from('%PDF'), 404));
    expect(value(await call())).toMatch(/^not_found/);
  });
});
