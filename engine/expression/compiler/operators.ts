import { expectKeys, type Node, Unsupported } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Scope } from './scope.ts';
import { asSequence, type Code, deepEqual, isNumber, isTrue, toText } from './values.ts';

interface Place {
  position: number | undefined;
  token: string;
}

type Operate = (left: unknown, right: unknown, place: Place, frame: Frame) => unknown;

/** A new operator is an entry here. */
const OPERATORS: Readonly<Record<string, Operate>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': (left, right) => left !== undefined && right !== undefined && deepEqual(left, right),
  '!=': (left, right) => left !== undefined && right !== undefined && !deepEqual(left, right),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  '&': (left, right) => (toText(left) ?? '') + (toText(right) ?? ''),
  in: (left, right) =>
    left !== undefined &&
    right !== undefined &&
    (Array.isArray(right) ? right.includes(left) : right === left),
  '..': range,
};

/** Operators that give `true` or `false` or nothing. */
export const GIVES_BOOLEAN = new Set(['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or']);

export function compileBinary(node: Node, scope: Scope): Code {
  expectKeys(node, 'lhs', 'rhs');
  const left = scope.compile(node.lhs as Node);
  const right = scope.compile(node.rhs as Node);
  const token = String(node.value);
  if (token === 'and') return (input, frame) => isTrue(left(input, frame)) && isTrue(right(input, frame));
  if (token === 'or') return (input, frame) => isTrue(left(input, frame)) || isTrue(right(input, frame));
  const operate = Object.hasOwn(OPERATORS, token) ? OPERATORS[token] : undefined;
  if (!operate) throw new Unsupported(`operator \`${token}\``);
  const place: Place = { position: node.position, token };
  return (input, frame) => operate(left(input, frame), right(input, frame), place, frame);
}

export function compileNegation(node: Node, scope: Scope): Code {
  expectKeys(node, 'expression');
  const code = scope.compile(node.expression as Node);
  const { position } = node;
  return (input, frame) => {
    const value = code(input, frame);
    if (value === undefined) return undefined;
    if (!isNumber(value)) throw new ExpressionFailure('D1002', { position, token: '-', value });
    return -value;
  };
}

function arithmetic(operate: (a: number, b: number) => number): Operate {
  return (left, right, place) => {
    if (left !== undefined && !isNumber(left))
      throw new ExpressionFailure('T2001', { ...place, value: left });
    if (right !== undefined && !isNumber(right))
      throw new ExpressionFailure('T2002', { ...place, value: right });
    return left === undefined || right === undefined ? undefined : operate(left, right);
  };
}

function comparison(compare: <T extends string | number>(a: T, b: T) => boolean): Operate {
  return (left, right, place) => {
    if (typeof left === 'number' && typeof right === 'number') return compare(left, right);
    if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
    for (const value of [left, right])
      if (value !== undefined && typeof value !== 'string' && typeof value !== 'number')
        throw new ExpressionFailure('T2010', { ...place, value });
    if (left === undefined || right === undefined) return undefined;
    throw new ExpressionFailure('T2009', { ...place, value: left });
  };
}

/** More numbers than any list could have. */
const LONGEST = 10_000_000;

function range(left: unknown, right: unknown, place: Place, { run: { guards } }: Frame): unknown {
  if (left !== undefined && !Number.isInteger(left))
    throw new ExpressionFailure('T2003', { ...place, value: left });
  if (right !== undefined && !Number.isInteger(right))
    throw new ExpressionFailure('T2004', { ...place, value: right });
  if (left === undefined || right === undefined) return undefined;
  const [first, last] = [left as number, right as number];
  if (first > last) return undefined;
  const size = last - first + 1;
  if (size > LONGEST) throw new ExpressionFailure('D2014', { ...place, value: size });
  guards.size(size);
  return asSequence(Array.from({ length: size }, (_, index) => first + index));
}
