import type { AST } from '@eslint-community/regexpp';

/** An upper bound on the ways to match from one place of a text of n characters: `factor * n ** degree`. */
interface Ways {
  factor: number;
  degree: number;
}

const ONE: Ways = { factor: 1, degree: 0 };
const UNKNOWN: Ways = { factor: Number.POSITIVE_INFINITY, degree: 0 };
/** Repetitions from which on a bound is none. */
const MANY = 1_000;

/**
 * The most steps that backtracking can take over a text of so many characters; infinite where nested repetition may make it
 * exponential. Far above what most texts take, so it says when an engine that cannot be stopped is safe.
 */
export function stepsBound(
  { alternatives }: AST.Pattern,
  isMultiline: boolean,
): (characters: number) => number {
  const { factor, degree } = sum(alternatives);
  const isAnchored = !isMultiline && alternatives.every(({ elements: [first] }) => isStart(first));
  return (characters) => {
    const fromOne = factor * (characters + 1) ** degree;
    return isAnchored ? characters + fromOne : (characters + 1) * fromOne;
  };
}

const isStart = (element: AST.Element | undefined) =>
  element?.type === 'Assertion' && element.kind === 'start';

function sum(alternatives: readonly AST.Alternative[]): Ways {
  return alternatives.map(product).reduce((a, b) => ({
    factor: a.factor + b.factor,
    degree: Math.max(a.degree, b.degree),
  }));
}

const product = ({ elements }: AST.Alternative): Ways =>
  elements.map(waysOf).reduce((a, b) => ({ factor: a.factor * b.factor, degree: a.degree + b.degree }), ONE);

function waysOf(element: AST.Element): Ways {
  if (element.type === 'Quantifier') return repeated(element);
  if (element.type === 'Group' || element.type === 'CapturingGroup') return sum(element.alternatives);
  if (element.type === 'Assertion' && 'alternatives' in element) return sum(element.alternatives);
  return element.type === 'Backreference' ? { factor: 1, degree: 1 } : ONE;
}

/** What repeats without end must be something that matches in one way and takes up room. */
function repeated({ element, min, max }: AST.Quantifier): Ways {
  const { factor, degree } = waysOf(element);
  const isOne = factor === 1 && degree === 0;
  if (max > MANY) return isOne && shortest(element) > 0 ? { factor: 1, degree: 1 } : UNKNOWN;
  return { factor: (max - min + 1) * factor ** max, degree: degree * max };
}

/** The fewest characters that an element takes up. */
function shortest(element: AST.Element): number {
  if (element.type === 'Quantifier') return element.min * shortest(element.element);
  if (element.type === 'Assertion' || element.type === 'Backreference') return 0;
  if (element.type !== 'Group' && element.type !== 'CapturingGroup') return 1;
  const lengths = element.alternatives.map(({ elements }) =>
    elements.map(shortest).reduce((a, b) => a + b, 0),
  );
  return Math.min(...lengths);
}
