import { expect, test } from 'vitest';
import { compileExpression } from '../../engine/expression/expression.ts';
import { compare } from '../fuzz/compare.ts';
import { featureNames, featuresOf } from '../fuzz/features.ts';
import { randomExpression } from '../fuzz/grammar.ts';
import { randomInput } from '../fuzz/input.ts';
import { randomFrom } from '../fuzz/random.ts';

/** `npm run fuzz` does the same for as many as wanted, from any seed. */
test('2,000 random expressions give what the jsonata package gives, and leave their input as it was', async () => {
  const random = randomFrom(20_261_126);
  let compiled = 0;
  const reached = new Set<string>();
  for (let count = 0; count < 2_000; count += 1) {
    const comparison = await compare(randomExpression(random), randomInput(random));
    if (!comparison) continue;
    if (comparison.isCompiled) compiled += 1;
    for (const name of featuresOf(comparison.source)) reached.add(name);
    const { agrees, explanation, ...rest } = comparison;
    expect(agrees || explanation !== undefined, JSON.stringify(rest)).toBe(true);
  }
  expect(compiled).toBeGreaterThan(1_800);
  expect([...reached].sort()).toEqual([...featureNames].sort());
}, 120_000);

test.each([
  ['`*` over a list stays a list', '*[0]', { a: [1] }],
  [
    'a tail call in a lambda is not collapsed',
    '$map([1,2], function($p){$filter([$p], function($v){true})})',
    {},
  ],
  [
    'an enclosing block collapses once more',
    '$map([1], function($p){($filter([$p], function($v){true}))})',
    {},
  ],
  ['an empty list kept stays empty', 'tags[]', { tags: [] }],
  ['nothing kept is nothing', 'tags[]', {}],
  ['one kept element is a list', 'tags.n[]', { tags: [{ n: 1 }] }],
  ['a list from one parent is as it is', 'a.b', { a: { b: [[1]] } }],
  ['a constructed list as first step', '[a, b][0].c', { a: { c: 1 }, b: { c: 2 } }],
  ['the same with a text', '[a, b][0].$uppercase()', { a: 'xy', b: 1 }],
  ['undefined is last whichever way', 'a^(>n).n', { a: [{ m: 1 }, { n: 1 }, { n: 2 }] }],
  [
    'a later key is worked out only where it decides',
    'a^(n, -m).n',
    {
      a: [
        { n: 2, m: 'x' },
        { n: 1, m: 'y' },
      ],
    },
  ],
  ['grouping an empty list', 'a{n: 1}', { a: [] }],
  ['members of a group together', 'a{k: n}', { a: [{ k: 'x', n: [1] }, { k: 'x', n: 2 }, { k: 'y' }] }],
  ['context for a missing argument', 'a.$uppercase()', { a: ['x', 'y'] }],
  ['a variable bound inside does not reach out', '($x := 1; ($x := 2); $x)', {}],
  ['a variable seen before it is bound again', '($x := 1; $f := function(){$x}; $x := 2; $f())', {}],
  ['partial application', '($add := function($a, $b){$a + $b}; $map([1,2], $add(?, 10)))', {}],
  ['composition', '($f := $uppercase ~> $trim; $f(" a "))', {}],
  ['matches of a pattern with groups', '$match("ababb", /(a)(b)+/)', {}],
  ['numbers in text have 15 digits', '$string(0.1 + 0.2) & (1/3)', {}],
  ['a limit that is no number', '$replace("id", /^./, "-", $parseInteger("12", "I"))', {}],
  ['members in the order in which an object has them', '{"k": $substringAfter(0.1), "12": "a" / 3}', {}],
  ['a block collapses what a function gave once more', '-($each({"m": [{}]}, $lookup))', {}],
  ['as the last of a block', '($i := function($v){$match("id", /,/)}; $map(1, $i))', {}],
  ['as a branch', 'true ? $map(1, function($v){$match("id", /,/)})', {}],
  ['nothing is padded to nothing, however wide', '$pad(missing, (function($v){10 / 0})(1))', {}],
  ['what one function of two in a row gives is collapsed', '($v := $keys ~> $string; $v(3))', {}],
  ['an input that is a list', '$[0].a', [{ a: 1 }, { a: 2 }]],
  ['all of an input that is a list', '*.a', [{ a: 1 }, { a: 2 }]],
])('%s: %s', async (_, source, input) => {
  expect(await compare(source, input)).toMatchObject({ agrees: true, isCompiled: true });
});

test.each([
  ['$$ ~> |$|{"x": {}}| != $$', [[], []], /writes null into an empty list/],
  ['($changed := a ~> |$$.b|{"x": 1}|; $$.b)', { a: {}, b: {} }, /outside its copy/],
  ['a ~> |$|{"__proto__": {"x": 1}}|', { a: {} }, /sets prototypes/],
  ['$map(?, $boolean)("ab")', {}, /does not check the arguments/],
  ['$string(1, ?)(false)', {}, /gives a parameter a default/],
  ['$map(?, $uppercase)(["a"])', {}, /in a form that built-in functions cannot call/],
  ['($contains(a, /x/) ?: 1)', { a: 'xy' }, /loses regular expressions/],
])('a difference of `%s` on %j is put down to the fault that it shows', async (source, input, name) => {
  expect(await compare(source, input)).toMatchObject({
    agrees: false,
    explanation: expect.stringMatching(name),
  });
});

test('what is left of `??` and `?:` keeps its regular expressions where the interpreter evaluates it too', async () => {
  const evaluate = (source: string) => compileExpression(source).evaluate({ a: [{ t: 'xy' }] });
  expect(await evaluate('a#$i.($match(t, /x/).match ?? "none")')).toBe('x');
  expect(await evaluate('a#$i.($contains(t, /z/) ?: $i)')).toBe(0);
  expect(await evaluate('($f := function(){$contains("a", /a/) ?: 1}; a#$i.$f())')).toBe(true);
  expect(await evaluate('(function($v)<s:s>{$v} ?? 1)("a") & a#$i.t')).toBe('axy');
});
