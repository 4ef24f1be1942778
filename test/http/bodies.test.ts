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
  keys = '',
) {
  upstream = await startUpstream(reply);
  const yaml = `
ymcp: 1
name: formats
label: Formats
base_url: ${upstream.url}
${keys}
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
    ['a filename that is no text', { file: { content_base64: '', filename: 5 } }, 'must be a string'],
    [
      'a type that would begin another header',
      { file: { content_base64: '', content_type: 'a/b\r\nx: y' } },
      'is no media type',
    ],
  ])('multipart refuses %s before anything is sent', async (_, args, words) => {
    const call = await open(UPLOAD);
    expect(value(await call(args))).toContain(words);
    expect(upstream.received).toEqual([]);
  });

  test('multipart escapes quotes and line breaks in names', async () => {
    const call = await open(
      `request: POST /files\nbody_format: multipart\nparameters: { body: { type: object } }\nbody: "{{body}}"`,
    );
    const file = { filename: 'x"\r\ny: z.txt', content_base64: '' };
    await call({ body: { 'a"\r\nb: c': '1', file } });
    expect(received().body).toContain('name="a%22%0D%0Ab: c"');
    expect(received().body).toContain('filename="x%22%0D%0Ay: z.txt"');
    expect([...(await formOf()).keys()]).toEqual(['a"\r\nb: c', 'file']);
  });

  test('a file is read by path within the open folder, and not outside of it', async () => {
    const root = mkdtempSync(join(tmpdir(), 'ymcp-files-'));
    mkdirSync(join(root, 'in', 'folder'), { recursive: true });
    writeFileSync(join(root, 'in', 'a.txt'), 'inside');
    writeFileSync(join(root, 'secret.txt'), 'outside');
    symlinkSync(join(root, 'secret.txt'), join(root, 'in', 'link.txt'));
    const call = await open(UPLOAD, undefined, { readFile: readerOf(join(root, 'in')) });
    for (const path of ['../secret.txt', join(root, 'secret.txt'), 'link.txt', 'none.txt', '.', 'folder'])
      expect(value(await call({ file: { path } })), path).toContain('in the folder that may be read');
    expect(upstream.received).toEqual([]);
    await call({ file: { path: 'a.txt', content_type: 'text/plain' } });
    const sent = (await formOf()).get('file') as File;
    expect([sent.name, await sent.text()]).toEqual(['a.txt', 'inside']);
    rmSync(root, { recursive: true });
  });

  test('what is no folder cannot be opened for reading', () => {
    expect(() => readerOf('/no/such/folder')).toThrow('which is no folder');
    expect(() => readerOf(import.meta.filename)).toThrow('which is no folder');
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
    const type = { content_base64: '', content_type: 'a/b\nx: y' };
    expect(value(await call({ body: type }))).toMatch(/^invalid_arguments: .* is no media type/);
    expect(upstream.received).toHaveLength(2);
  });

  test('raw text has the content type that the method gives it', async () => {
    const call = await open(
      `request: POST /files\nbody_format: raw\nheaders: { Content-Type: text/markdown }\nbody: "# Hi"`,
    );
    await call();
    expect([received().headers['content-type'], received().body]).toEqual(['text/markdown', '# Hi']);
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

  test.each<[string, unknown, string]>([
    ['two roots', { a: 1, b: 2 }, 'one member, its root element'],
    ['a list of roots', { a: [1, 2] }, 'one member, its root element'],
    ['text for a root', { '#text': 'x' }, 'one member, its root element'],
    ['an instruction for a root', { '?xml': 1 }, 'one member, its root element'],
    ['a name that closes its tag', { a: { 'b><c': 1 } }, '`b><c` is no XML name'],
    ['such a name deep inside', { a: [{ b: [{ 'c d': 1 }] }].at(0) }, '`c d` is no XML name'],
    ['an attribute of such a name', { a: { '@b c="d': 1 } }, '`@b c="d` is no XML name'],
    ['an attribute that is no single value', { a: { '@b': { c: 1 } } }, '`@b` in an XML body'],
    ['a list of lists', { a: { b: [[1]] } }, 'a list of lists'],
  ])('xml refuses %s before anything is sent', async (_, body, words) => {
    const call = await open(
      `request: POST /files\nbody_format: xml\nparameters: { body: { type: object } }\nbody: "{{body}}"`,
    );
    expect(value(await call({ body }))).toMatch(/^invalid_arguments/);
    expect(value(await call({ body }))).toContain(words);
    expect(upstream.received).toEqual([]);
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

  test.each([
    ['', '/files?ids=1%2C2'],
    ['query_arrays: brackets\n', '/files?ids%5B%5D=1&ids%5B%5D=2'],
  ])('lists are written as the integration says, unless the method differs: %j', async (own, path) => {
    const parameters = 'parameters: { ids: { type: array, items: { type: integer } } }';
    const call = await open(`request: GET /files\n${own}${parameters}`, undefined, {}, 'query_arrays: comma');
    await call({ ids: [1, 2] });
    expect(received().path).toBe(path);
  });

  test.each(['query', 'form'])('an object in a %s is refused', async (place) => {
    const request = place === 'query' ? 'GET /files' : 'POST /files\nbody_format: form';
    const call = await open(`request: ${request}\nparameters: { where: { type: object } }`);
    expect(value(await call({ where: { a: 1 } }))).toMatch(/^invalid_arguments: `where` is an object/);
    expect(upstream.received).toEqual([]);
  });
});

describe('answers', () => {
  test.each<[string, string | undefined, string | Buffer, string, unknown]>([
    ['JSON', 'application/json', '{"a":1}', '', { a: 1 }],
    ['JSON of a kind of its own', 'application/vnd.api+json; charset=utf-8', '{"a":1}', '', { a: 1 }],
    ['JSON, found out', 'application/json', '{"a":1}', 'auto', { a: 1 }],
    ['JSON that calls itself text', 'text/plain', '{"a":1}', 'json', { a: 1 }],
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
    ['CSV with a name twice', 'text/csv', 'a,a\n1,2\n', '', { result: [{ a: ['1', '2'] }] }],
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
    ['XHTML', 'application/xhtml+xml', '<html></html>', '', 'with application/xhtml+xml instead of JSON'],
    ['CSV with a cell too many', 'text/csv', 'a,b\n1,2,3\n', '', 'instead of CSV'],
    ['broken CSV', 'text/csv', 'a,b\n"1,2\n', '', 'instead of CSV'],
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

  test('a list tool does not take a file for an empty list', async () => {
    const call = await open(
      'request: GET /files\nresponse: { items: data }',
      answer('application/pdf', '%PDF'),
    );
    expect(value(await call())).toMatch(/^invalid_response: .*a file \(application\/pdf\)/);
  });

  test('expressions see the type of a file and none of its bytes', async () => {
    const rules = (when: string) => `errors: [{ when: ${when}, code: rejected, message: "{{contentType}}" }]`;
    const file = answer('application/pdf', Buffer.alloc(1_000_000));
    const call = await open(`request: GET /files\n${rules('$exists(bytes)')}`, file);
    expect(value(await call())).toMatchObject({ bytes: 1_000_000 });
    await upstream.close();
    const refused = await open(`request: GET /files\n${rules('$exists(contentType)')}`, file);
    expect(value(await refused())).toBe('rejected: application/pdf');
  });

  test('an error whose body is no JSON is still read by its status', async () => {
    const call = await open('request: GET /files', answer('application/pdf', Buffer.from('%PDF'), 404));
    expect(value(await call())).toMatch(/^not_found/);
  });
});
