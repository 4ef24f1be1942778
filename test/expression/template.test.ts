import { expect, test } from 'vitest';
import { compileTemplate, splitTemplate, TemplateSyntaxError } from '../../engine/expression/template.ts';

const fill = async (tree: unknown, input: unknown = {}, bindings = {}) =>
  compileTemplate(tree).fill(input, bindings);

test.each([
  ['a literal', 'plain', {}, 'plain'],
  ['a whole placeholder keeps its type', '{{n}}', { n: 5 }, 5],
  ['a whole placeholder keeps a list', '{{n}}', { n: [1] }, [1]],
  ['a whole placeholder may have spaces', '{{ n }}', { n: null }, null],
  ['a mixed string becomes text', 'v{{n}}!', { n: 5 }, 'v5!'],
  ['a placeholder with braces of its own', '{{ {"a": {"b": n}} }}', { n: 1 }, { a: { b: 1 } }],
  ['braces inside a string of an expression', '{{ "}}" & n }}', { n: 1 }, '}}1'],
  ['two placeholders', '{{a}}-{{b}}', { a: 1, b: 2 }, '1-2'],
  ['an undefined member is dropped', { a: '{{x}}', b: '{{n}}' }, { n: 1 }, { b: 1 }],
  ['an undefined element is dropped', ['{{x}}', '{{n}}'], { n: 1 }, [1]],
  [
    'false, 0 and "" stay',
    { a: '{{f}}', b: '{{z}}', c: '{{e}}' },
    { f: false, z: 0, e: '' },
    { a: false, b: 0, c: '' },
  ],
  ['numbers and null in the YAML stay', { a: 1, b: null }, {}, { a: 1, b: null }],
])('%s', async (_, template, input, expected) => {
  expect(await fill(template, input)).toEqual(expected);
});

test('bindings are visible', async () => {
  expect(await fill('{{$account.id}}/{{$}}', 'x', { account: { id: 7 } })).toBe('7/x');
});

test.each([{}, { n: null }, { n: {} }, { n: [1] }])(
  'amid other text %j has no single value, so the request is not built',
  async (input) => {
    await expect(fill('a{{n}}', input)).rejects.toMatchObject({ code: 'invalid_arguments' });
  },
);

test('a key that is __proto__ stays a key', async () => {
  const filled = (await fill(JSON.parse('{"__proto__": "{{n}}"}'), { n: 1 })) as object;
  expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
  expect(Object.hasOwn(filled, '__proto__')).toBe(true);
});

test('a placeholder that is not closed says where it opens', () => {
  expect(() => splitTemplate('ab {{ c')).toThrow(TemplateSyntaxError);
  expect(() => splitTemplate('ab {{ c }')).toThrow(expect.objectContaining({ offset: 3 }));
});
