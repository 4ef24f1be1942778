import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { MAX_FILE_BYTES } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { parseSource } from '../../engine/yaml/source.ts';

const HEAD = 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://x.example\n';

const load = (bytes: Uint8Array | string) =>
  loadIntegration([
    { name: 'x.yaml', label: 'x.yaml', bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes },
  ]);
const findings = (bytes: Uint8Array | string) => load(bytes).diagnostics.map(formatDiagnostic);

test('a line that is not UTF-8 is named', () => {
  const bytes = Buffer.concat([
    Buffer.from(`${HEAD}description: "caf`),
    Buffer.from([0xe9]),
    Buffer.from('"\n'),
  ]);
  expect(findings(bytes)).toEqual([
    'x.yaml:5:1: error: this line is not valid UTF-8; save the file as UTF-8. [encoding]',
  ]);
});

test('a file over the limit is not parsed', () => {
  expect(findings(new Uint8Array(MAX_FILE_BYTES + 1))).toEqual([
    expect.stringMatching(/more than 1048576 bytes.*\[file-size\]$/),
  ]);
});

test.each([
  ['flow lists', '['.repeat(5_000)],
  ['flow maps', `${'{a: '.repeat(5_000)}`],
  ['blocks', Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
])('deep nesting of %s is a diagnostic', (_, text) => {
  const found = findings(text);
  expect(found.length).toBeGreaterThan(0);
  expect(found.every((line) => line.startsWith('x.yaml:'))).toBe(true);
});

test('lines and columns are the same with CRLF, and after a byte order mark', () => {
  expect(findings(`${HEAD}limits: 5\n`.replaceAll('\n', '\r\n'))).toEqual(findings(`${HEAD}limits: 5\n`));
  expect(findings(`\uFEFF${HEAD}limits: 5\n`)[0]).toMatch(/^x\.yaml:5:9: /);
});

test('columns count UTF-16 units, as editors do', () => {
  expect(findings(`${HEAD}headers: { "X-😀": "{{ '😀' & ) }}" }\n`)[0]).toMatch(
    /^x\.yaml:5:31: error: JSONata/,
  );
});

test('a mistake in a block with CRLF is where the editor shows it', () => {
  const text = `${HEAD}response:\n  items: |\n    data\n      .items[\n`.replaceAll('\n', '\r\n');
  expect(findings(text)[0]).toMatch(/^x\.yaml:8:\d+: error: JSONata/);
});

test('every character of a scalar is found again, however it is written', () => {
  const written = [
    'plain: a b c d',
    "single: 'it''s b'",
    'double: "a\\tb\\u0041 \\"c\\""',
    'literal: |\n  one\n    two\n',
    'folded: >-\n  one\n  two\n',
  ];
  for (const text of written) {
    const source = parseSource('x', text);
    const [[key, value]] = Object.entries(source.data as Record<string, string>) as [[string, string]];
    const lines = text.split('\n');
    for (const [offset, character] of [...value].entries()) {
      if (!/[a-z]/.test(character)) continue;
      const { line, column } = source.locateIn([key], offset);
      expect(lines[line - 1]?.[column - 1], `${text} @ ${offset}`).toBe(character);
    }
  }
});

test('no text makes the loader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
      Array.isArray(load(text).diagnostics),
    ),
    { numRuns: 200 },
  );
});

test('no change of a valid file makes the loader throw', () => {
  const valid = `${HEAD}auth: { type: basic, username: a, password: "{{$account.p}}" }\nresources:\n  a:\n    methods:\n      list: GET /a/{b}\n      get: { request: GET /x, response: { item: { a: b.c } } }\n`;
  const edit = fc.record({
    at: fc.nat(valid.length),
    drop: fc.nat(8),
    add: fc.constantFrom(
      '',
      ':',
      '\n',
      '{',
      '}',
      '[',
      '&a ',
      '*a',
      '"',
      "'",
      '|',
      '- ',
      '\t',
      '{{',
      'null',
      '5',
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, { at, drop, add }) => before.slice(0, at) + add + before.slice(at + drop),
        valid,
      );
      return Array.isArray(load(text).diagnostics);
    }),
    { numRuns: 500 },
  );
});
