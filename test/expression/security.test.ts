import { afterEach, expect, test } from 'vitest';
import { compileExpression, ExpressionSyntaxError } from '../../engine/expression/expression.ts';
import { compileMapping } from '../../engine/expression/mapping.ts';

const LIMITS = { timeout: 300, depth: 200, elements: 100_000, characters: 100_000 };

const evaluate = async (source: string, input: unknown, bindings = {}) =>
  compileExpression(source, LIMITS).evaluate(input, bindings);

const inherited = () => Object.getOwnPropertyNames(Object.prototype).sort().join();
const before = inherited();
afterEach(() => {
  expect(inherited()).toBe(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const hostile = () => JSON.parse('{"a":{"x":1},"__proto__":{"polluted":true},"constructor":{"prototype":1}}');

test.each([
  'constructor',
  'constructor.constructor',
  '`__proto__`.polluted',
  'a.constructor("return process")()',
  '$lookup($, "constructor")',
  '$lookup($string, "constructor")',
  '"".constructor',
  '$string.constructor',
  '[].constructor',
  '$constructor',
  '$__proto__',
  '$hasOwnProperty',
  '$toString()',
  '(function($x){$x}).constructor',
  '$map.apply',
  '/a/.constructor',
  '$spread($string).*',
  '$keys($string)',
  '$string ~> |$|{"implementation": 1}|',
  '($f := function(){1}; $f.body)',
  '$merge([$string, {"a": 1}]).run',
])('%s leads to nothing that is not data', async (source) => {
  const result = await evaluate(source, { a: 1 }).catch(({ code }: { code: string }) => code);
  expect(typeof result).not.toBe('function');
  expect(JSON.stringify(result ?? null)).not.toMatch(/native code|function \w*\(|=>/);
});

test.each([
  '$ ~> |$|{"__proto__": {"polluted": true}}|',
  '$ ~> |a|{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}|',
  '$ ~> |`__proto__`|{"polluted": true}|',
  '$ ~> |constructor.prototype|{"polluted": true}|',
  '{"__proto__": {"polluted": true}}',
  '{"__proto__": a, "b": 1}',
  '$merge([{"__proto__": {"polluted": true}}, $])',
  '$sift($, function($v, $k){true})',
  '$each($, function($v, $k){{$k: $v}}) ~> $merge()',
  '$spread($) ~> $merge',
  '$$.{$keys($)[0]: 1, "__proto__": {"polluted": true}}',
  'a{"__proto__": {"polluted": true}}',
  '$clone($)',
])('%s makes `__proto__` a member like any other', async (source) => {
  const input = hostile();
  const result = await evaluate(source, input).catch(() => undefined);
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
    for (const key of Object.keys(value)) walk(Object.getOwnPropertyDescriptor(value, key)?.value);
  };
  walk(result);
  expect(input).toEqual(hostile());
});

test.each([
  ['name', { _jsonata_lambda: true, name: 'x' }, 'x'],
  ['name', { _jsonata_function: true, name: 'x' }, 'x'],
  ['$.a', { outerWrapper: true, a: 1 }, 1],
  ['$type($)', { _jsonata_function: true }, 'object'],
  ['a[0].b', { a: [{ tupleStream: true, b: 1 }] }, 1],
  ['$count(a)', { a: { sequence: true, length: 5 } }, 1],
  ['a.b', { a: { cons: true, keepSingleton: true, b: [1] } }, [1]],
])('data cannot pass for something of the language: %s of %j', async (source, input, expected) => {
  expect(await evaluate(source, input)).toEqual(expected);
});

test('what one expression marks, the next one takes as data', async () => {
  const list = await evaluate('items.n[]', { items: [{ n: 1 }] });
  expect(list).toEqual([1]);
  expect(await evaluate('a.b', { a: { b: list } })).toEqual([1]);
  expect(await evaluate('$distinct($)', await evaluate('items.n', { items: [{ n: 1 }, { n: 1 }] }))).toEqual([
    1,
  ]);
  expect(Object.getOwnPropertySymbols(list as object)).toEqual([]);
  expect(structuredClone(list)).toEqual([1]);
});

const LETTERS = 'a'.repeat(50_000);

test.each([
  ['$match(t, /(a+)+$/)', 'nested repetition'],
  ['$match(t, /(a|aa)+$/)', 'alternatives that overlap'],
  ['$replace(t, /(a|a?)+b/, "")', 'an optional repetition'],
  ['$split(t, /(.*a){20}x/)', 'a bounded repetition of an unbounded one'],
  ['$contains(t, /^(([a-z])+.)+[A-Z]([a-z])+$/)', 'a known bad pattern'],
  ['$match(t, /(?=(a+)+$)x/)', 'inside a lookahead'],
  ['$match(t, /(a*)*\\1b/)', 'with a reference back'],
  ['t ~> /(a+)+$/', 'as a function'],
  ['$map([1..1000], function($i){$match($$.t, /(a+)+$/)})', 'many times over'],
])('%s ends: %s', async (source) => {
  await evaluate(source, { t: `${LETTERS}!` }).catch((error) =>
    expect(error).toMatchObject({ code: 'transform' }),
  );
});

test('a regular expression that only the interpreter evaluates ends too', async () => {
  const source = 'a#$i[$contains(t, /(a+)+$/)]';
  expect(compileExpression(source).interpreted).toBeDefined();
  await expect(evaluate(source, { a: [{ t: `${LETTERS}!` }] })).rejects.toMatchObject({ code: 'transform' });
});

/** Many elements may be the same large object, or the same long text. */
const WIDE = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));
const TWO_TEXTS = '$a := $pad("", 99999, "a"); $b := $substring($a, 1) & "b"';

test.each([
  ['($f := function($n){$f($n + 1)}; $f(0))', 'D1012'],
  ['($f := function($n){1 + $f($n)}; $f(0))', 'D1011'],
  ['($f := function($n){[$f($n)]}; $f(0))', 'D1011'],
  ['($f := function($g){$g($g)}; $f($f))', 'D1011'],
  ['[1..90000].[1..90000]', 'D2015'],
  ['[1..99999].($$.x; [1..99999])', 'D2015'],
  ['[1..10000000]', 'D2015'],
  ['[1..9999].($uppercase($pad("", 99999)))', 'D2015'],
  ['$map([1..9999], function($i){[[1..9999]]})', 'D2015'],
  ['[1..10000001]', 'D2014'],
  ['$map([1..99999], function($i){$map([1..99999], function($j){$i * $j})}) ~> $count', 'D2015'],
  ['$reduce([1..99999], function($a, $b){$append($a, [1..99999])})', 'D2015'],
  ['$pad("", 100000000)', 'Y1002'],
  ['$pad("", -100000000, "xy")', 'Y1002'],
  ['$reduce([1..40], function($a, $b){$a & $a}, "ab")', 'Y1002'],
  ['$join([1..99999].("0123456789"), ", ")', 'Y1002'],
  ['$replace($pad("", 99999, "a"), "a", "0123456789")', 'Y1002'],
  ['$string([1..99999].("0123456789"))', 'Y1002'],
  ['$fromMillis(0, "[Y,*-900000000]")', 'Y1002'],
  ['$fromMillis(0, $pad("", 90000, "[Y]"))', 'Y1002'],
  ['$reduce([1..60], function($a, $b){[$a, $a]}, 1) ~> $string', 'D2015'],
  ['$reduce([1..60], function($a, $b){{"a": $a, "b": $a}}, 1) ~> $string', 'Y1002'],
  ['$reduce([1..60], function($a, $b){{"a": $a, "b": $a}}, 1).**', 'D2015'],
  ['$reduce([1..60], function($a, $b){[[$a], [$a]]}, 0).*', 'D2015'],
  ['$reduce([1..60], function($a, $b){[[$a], [$a]]}, 0).a', 'D1012'],
  ['$boolean($reduce([1..60], function($a, $b){[[$a], [$a]]}, 0))', 'D1012'],
  ['$spread($reduce([1..60], function($a, $b){[[$a], [$a]]}, 0))', 'D2015'],
  ['($t := function(){$reduce([1..60], function($a, $b){{"a": $a, "b": $a}}, 1)}; $t() = $t())', 'D1012'],
  ['$merge($map([1..99999], function(){$$.wide}))', 'D1012'],
  ['$keys($map([1..99999], function(){$$.wide}))', 'D1012'],
  ['$spread($map([1..99999], function(){$$.wide}))', 'D2015'],
  ['($l := [1..99999]; $map([1..99999], function(){$sum($l)}))', 'D1012'],
  ['($l := [1..99999]; $map([1..99999], function(){[$reverse($l)]}))', 'D2015'],
  ['($l := [1..99999]; $map([1..99999], function(){[$zip($l, $l)]}))', 'D2015'],
  ['($l := [1..99999]; $map([1..99999], function(){"x" in $l}))', 'D1012'],
  ['($r := $reverse(?); $r({"length": 4294967295}))', 'D2015'],
  ['($s := $shuffle(?); $s({"length": 4294967295}))', 'D2015'],
  ['($m := $map(?, $boolean); $m({"length": 4294967295}))', 'D1012'],
  ['lists ~> |$|{"length": 4294967295}|', 'D2015'],
  ['lists ~> |$|{"4294967294": 1}|', 'D2015'],
  [`(${TWO_TEXTS}; $l := [1..99999].($a); $map([1..50], function(){$b in $l}))`, 'D1012'],
  [
    `(${TWO_TEXTS}; $d := $substring($a, 1) & "b"; $l := [1..99999].($b); $m := [1..99999].($d); $map([1..50], function(){$l = $m}))`,
    'D1012',
  ],
  [`(${TWO_TEXTS}; $sort($map([1..99999], function($i){$i % 2 = 0 ? $a : $b})))`, 'D1012'],
  ['$sort([1..99999], function($a, $b){$sort([1..99999], function($c, $d){true})})', 'D1012'],
  ['$sort([1..3], function($a, $b){$error("x")})', 'D3137'],
  ['$formatInteger(1000000000000, "I")', 'D1011'],
  ['$string($reduce([1..99999], function($a, $b){{"x": $a}}, 0))', 'D1011'],
  ['$eval("1")', 'Y1001'],
  ['($e := $eval; $e("1"))', 'Y1001'],
  ['$map(["1"], $eval)', 'Y1001'],
])('%s ends with %s', async (source, code) => {
  // What does not end by itself ends soon; all else has time to, however busy the machine is.
  const limits = { ...LIMITS, timeout: code === 'D1012' ? LIMITS.timeout : 60_000 };
  const work = async () => compileExpression(source, limits).evaluate({ wide: WIDE, lists: [[1], [2]] });
  await expect(work()).rejects.toMatchObject({ code: 'transform', cause: { code } });
});

test('the fields of a mapping share one set of limits', () => {
  const map = compileMapping({ a: '($f := function($n){1 + $f($n)}; $f(0))' });
  expect(() => map({}, {})).toThrow(/calls itself too deeply/);
});

test.each(['('.repeat(100_000), '['.repeat(100_000), '-'.repeat(100_000)])(
  'what nests too deeply for the parser is refused as no JSONata',
  (source) => {
    expect(() => compileExpression(source)).toThrow(ExpressionSyntaxError);
  },
);
