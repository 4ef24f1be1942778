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
  ['blocks', '- '.repeat(3_000)],
])('deep nesting of %s is one diagnostic', (_, text) => {
  expect(findings(text)).toEqual([expect.stringMatching(/^x\.yaml:.* nested too deeply .*\[syntax\]$/)]);
});

test('billion laughs end at the first alias, and at once', () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const value = level === 0 ? 'ha' : `*l${level - 1}`;
    return `  l${level}: &l${level} [${Array(10).fill(value).join(', ')}]`;
  });
  const started = performance.now();
  expect(findings(`${HEAD}query:\n${levels.join('\n')}\n`)).toEqual([
    'x.yaml:7:12: error: more than 100 values come from aliases; write them out. [syntax]',
  ]);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('lines and columns are the same with CRLF, and after a byte order mark', () => {
  expect(findings(`${HEAD}limits: 5\n`.replaceAll('\n', '\r\n'))).toEqual(findings(`${HEAD}limits: 5\n`));
  expect(findings(`\uFEFF${HEAD}limits: 5\n`)[0]).toMatch(/^x\.yaml:5:9: /);
  expect(findings(`\uFEFF${HEAD.replace('ymcp: 1', 'ymcp: 2')}`)[0]).toMatch(/^x\.yaml:1:7: /);
});

test('a tab counts as one column, and is refused as indentation only', () => {
  expect(findings(`${HEAD}limits:\t5\n`)[0]).toMatch(/^x\.yaml:5:9: .*\[schema\]$/);
  expect(findings(`${HEAD}limits:\n\tconcurrency: 5\n`)[0]).toMatch(
    /^x\.yaml:6:1: .*use spaces\. \[syntax\]$/,
  );
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
