import { expect, test } from 'vitest';
import { follow } from '../../engine/expression/follow.ts';
import { seenShape } from '../../engine/expression/shape.ts';

const input = seenShape([
  {
    id: 1,
    owner: { name: 'Ada', tags: ['a', 'b'] },
    lines: [
      { sku: 'x', price: 2, parts: [{ no: 1 }] },
      { sku: 'y', price: 3, note: null },
    ],
    empty: [],
    nothing: null,
  },
]);
const followed = (source: string) => follow(source, { input, bindings: { given: input } });
const misses = (source: string) =>
  followed(source).misses.map(({ name, offset, isProbed }) => `${name}@${offset}${isProbed ? '?' : ''}`);

test.each([
  ['a path', 'owner.nmae', ['nmae@6']],
  ['from the root', 'lines[price > $$.idd]', ['idd@17']],
  ['from the context', '$.owner.`na me`', ['na me@9']],
  ['within a predicate', 'lines[prise > 2].sku', ['prise@6']],
  ['along a list', 'lines.parts.nu', ['nu@12']],
  ['in an object that is built', '{ "a": idd, "b": owner.x }', ['idd@7', 'x@23']],
  ['of an object that is built', '{ "a": id }.b', ['b@12']],
  ['of a variable', '($l := lines; $l.skuu)', ['skuu@17']],
  ['of a binding', '$given.owner.x', ['x@13']],
  ['in a function', '$map(lines, function($l) { $l.pric })', ['pric@30']],
  ['in an order', 'lines^(prce)', ['prce@7']],
  ['in a condition', 'id > 1 ? owner.x : lines.y', ['x@15', 'y@25']],
  ['where it is asked for', '$exists(total) ? total : id', ['total@8?', 'total@17?']],
  ['where there is a stand-in', 'total ?? id', ['total@0?']],
])('a name that is not there is found %s', (_, source, expected) => {
  expect(misses(source)).toEqual(expected);
});

test.each([
  'owner.name & lines[0].sku',
  'lines.$sum(price)',
  'owner.*.x',
  '**.anything',
  'nothing.x',
  'empty.x',
  'lines@$l.parts#$i[$l.x = $i].y',
  '$ ~> |lines|{"x": y}|',
  '$each(owner, function($v, $k) { $v.x })',
  '$lookup(owner, "x").y',
  'lines{sku: $sum(price)}',
  '$merge([owner, lines[0]]).x',
  '($f := function($x) { $x.y }; $f(id))',
  '$undefined.x',
])('nothing is said of %s', (source) => {
  expect(misses(source)).toEqual([]);
});

test.each([
  ['lines', 'list'],
  ['lines.sku', 'collapses'],
  ['lines.sku[]', 'list'],
  ['[lines.sku]', 'list'],
  ['lines[0].sku', 'one'],
  ['lines[-1]', 'one'],
  ['lines[price > 2]', 'filtered'],
  ['lines[price > 2].parts', 'collapses'],
  ['owner.tags', 'list'],
  ['lines.{ "sku": sku }', 'collapses'],
  ['lines^(price)', 'list'],
  ['$map(lines, function($l) { $l.sku })', 'collapses'],
  ['$filter(lines, function($l) { $l.price > 2 })', 'filtered'],
  ['$count(lines)', 'one'],
  ['$sort(lines.sku)', 'list'],
  ['[1..3]', 'list'],
  ['$unknown', 'unknown'],
  ['empty', 'list'],
])('%s: %s', (source, arity) => {
  expect(followed(source).result.arity).toBe(arity);
});
