import { compileExpression, type Expression } from '../expression/expression.ts';
import { splitTemplate } from '../expression/template.ts';
import { isObject } from '../json.ts';
import type { Path } from '../yaml/source.ts';

/** A place where a value is not as expected; `undefined` stands for "not there". */
export interface Difference {
  path: Path;
  /** The value, or the condition in its braces. */
  expected: unknown;
  actual: unknown;
}

/** What a value should be: data, in which a string that is one whole `{{ condition }}` must hold of its value. */
export type Expectation = (actual: unknown) => Promise<Difference[]>;

export function compileExpectation(expected: unknown, path: Path = []): Expectation {
  if (typeof expected === 'string') return expectText(expected, path);
  if (Array.isArray(expected)) return expectMembers(Array.isArray, [...expected.entries()], expected, path);
  if (isObject(expected)) return expectMembers(isObject, Object.entries(expected), expected, path);
  return async (actual) => (Object.is(actual, expected) ? [] : [{ path, expected, actual }]);
}

function expectText(expected: string, path: Path): Expectation {
  const condition = conditionIn(expected);
  return async (actual) => {
    const holds = condition ? (await condition.evaluate(actual)) === true : actual === expected;
    return holds ? [] : [{ path, expected, actual }];
  };
}

function conditionIn(text: string): Expression | undefined {
  const [first, ...rest] = splitTemplate(text);
  return typeof first === 'object' && rest.length === 0
    ? compileExpression(`$boolean(${first.source}\n)`)
    : undefined;
}

function expectMembers(
  isSameKind: (value: unknown) => boolean,
  members: readonly (readonly [string | number, unknown])[],
  expected: object,
  path: Path,
): Expectation {
  const expectations = new Map(
    members.map(([key, member]) => [String(key), compileExpectation(member, [...path, key])]),
  );
  return async (actual) => {
    if (!isSameKind(actual)) return [{ path, expected, actual }];
    const found = actual as Record<string, unknown>;
    const differences: Difference[] = [];
    for (const [key, expectation] of expectations)
      differences.push(...(await expectation(Object.hasOwn(found, key) ? found[key] : undefined)));
    for (const key of Object.keys(found))
      if (!expectations.has(key))
        differences.push({ path: [...path, key], expected: undefined, actual: found[key] });
    return differences;
  };
}
