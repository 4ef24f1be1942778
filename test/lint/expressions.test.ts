import { expect, test } from 'vitest';
import { loadIntegration } from '../../engine/load/load.ts';

const YAML = `ymcp: 1
name: shop
label: Shop
base_url: https://api.shop.example
resources:
  orders:
    methods:
      list:
        request: GET /orders
        query: { q: "{{$uppercase('a')}}" }
        response:
          items: data
          item:
            id: ID
            place: "lines#$i.{'at': $i}"
            parent: "lines.{'order': %.ID}"
            late: $eval("1")
`;

test('every expression is listed where it stands, with what the interpreter is needed for', () => {
  const { expressions, diagnostics } = loadIntegration([
    { name: 'shop.yaml', label: 'shop.yaml', bytes: Buffer.from(YAML) },
  ]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(
    expressions().map(({ file, line, column, source, interpreted = '' }) =>
      [`${file}:${line}:${column}`, source, interpreted].join(' | '),
    ),
  ).toEqual([
    "shop.yaml:10:24 | $uppercase('a') | ",
    'shop.yaml:12:18 | data | ',
    'shop.yaml:14:17 | ID | ',
    "shop.yaml:15:21 | lines#$i.{'at': $i} | `#` binds their places",
    "shop.yaml:16:22 | lines.{'order': %.ID} | `%` refers to a parent",
    'shop.yaml:17:19 | $eval("1") | `$eval`',
  ]);
});
