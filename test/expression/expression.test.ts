import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import { compileExpression, ExpressionSyntaxError } from '../../engine/expression/expression.ts';
import { BUILT_INS } from '../../engine/expression/functions.ts';
import { unknownVariables } from '../../engine/expression/inspect.ts';

const evaluate = async (source: string, input: unknown, bindings = {}) =>
  compileExpression(source).evaluate(input, bindings);

test.each([
  ['a.b', { a: { b: 1 } }],
  ['a.b', { a: [{ b: 1 }, { b: 2 }] }],
  ['a.b', { a: [{ b: 1 }] }],
  ['a.b', { a: { b: [] } }],
  ['a.b', { a: { b: [5] } }],
  ['a.b', { a: null }],
  ['a.b', 'text'],
  ['a', [{ a: 1 }, { a: [2, 3] }]],
  ['constructor', {}],
  ['__proto__.x', {}],
  ['length', 'text'],
  ['a.constructor.name', { a: {} }],
])('the short way for plain paths agrees with JSONata: %s of %j', async (source, input) => {
  const reference = await jsonata(source).evaluate(structuredClone(input));
  expect(await evaluate(source, input)).toEqual(
    reference === undefined ? undefined : JSON.parse(JSON.stringify(reference)),
  );
});

test.each(['tags{name: 1}', 't[]', '$sort(t)', '$append(t, 1)', '$ ~> |t|{"x": 1}|'])(
  '%s leaves its input as it was',
  async (source) => {
    const input = { tags: [], t: [{ n: 3 }, { n: 1 }].map((one) => one.n), name: 'x' };
    const before = structuredClone(input);
    await evaluate(source, input).catch(() => {});
    expect(input).toEqual(before);
  },
);

test('results are plain data', async () => {
  const result = (await evaluate('items.{"id": id}', { items: [{ id: 1 }, { id: 2 }] })) as object[];
  expect(Object.getOwnPropertyNames(result)).toEqual(['0', '1', 'length']);
  expect(Object.getPrototypeOf(result[0])).toBe(Object.prototype);
});

test.each([
  ['($f := function($n) { $f($n + 1) }; $f(0))', 'runaway recursion'],
  ['$sum([1..9000000])', 'a giant range'],
])('%s ends as a transform error: %s', async (source) => {
  await expect(evaluate(source, {})).rejects.toMatchObject({ code: 'transform' });
});

test('a failing expression names itself and says that calling again will not help', async () => {
  await expect(evaluate('$number(x)', { x: 'abc' })).rejects.toThrow(
    /`\$number\(x\)` failed: .*calling again will not help/,
  );
});

test.each([
  ['a +', 3],
  ['a + ) b', 4],
  ['"open', 5],
  ['{"a" 1}', 5],
])('%s is a syntax error at %i', (source, offset) => {
  expect(() => compileExpression(source)).toThrow(ExpressionSyntaxError);
  expect(() => compileExpression(source)).toThrow(expect.objectContaining({ offset }));
});

test('the list of built-in functions is that of the package', async () => {
  for (const name of BUILT_INS) expect(await jsonata(`$${name}`).evaluate({}), name).toBeDefined();
});

test.each([
  ['$arguments.a & $acount.b', [{ name: 'acount', offset: 15 }]],
  ['($x := 1; $map([1], function($v, $i) { $v + $i + $x }))', []],
  ['a@$l.b#$i[$l.x = $i]', []],
  ['$$.a & $.b & $sum(c)', []],
  ['$hash("x") & $uuid()', []],
])('%s has the unknown variables %j', (source, expected) => {
  const uses = unknownVariables(source, ['arguments']).map(({ name, offset }) => ({ name, offset }));
  expect(uses).toEqual(expected);
});

test('$hash and $uuid work', async () => {
  expect(await evaluate('$hash("a@b.c", "md5")', {})).toBe('5d60d4e28066df254d5452f92c910092');
  expect(await evaluate('$uuid()', {})).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});
