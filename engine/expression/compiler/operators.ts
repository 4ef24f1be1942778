import { expectKeys, type Node, Unsupported } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Guards } from './guards.ts';
import type { Scope } from './scope.ts';
import { asSequence, type Code, deepEqual, isNumber, isTrue, LONG, textOf } from './values.ts';

function includes(list: readonly unknown[], value: unknown, guards: Guards): boolean {
  guards.spend(list.length >> 6);
  if (typeof value !== 'string' || value.length <= LONG) return list.includes(value);
  return list.some((element) => {
    guards.spend(value.length >> 6);
    return element === value;
  });
}

interface Place {
  position: number | undefined;
  token: string;
}

type Operator = (left: Code, right: Code, place: Place) => Code;

/** A new operator is an entry here. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  and: (left, right) => (input, frame) => {
    const { guards } = frame.run;
    return isTrue(left(input, frame), guards) && isTrue(right(input, frame), guards);
  },
  or: (left, right) => (input, frame) => {
    const { guards } = frame.run;
    return isTrue(left(input, frame), guards) || isTrue(right(input, frame), guards);
  },
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': (left, right) => (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    return a !== undefined && b !== undefined && (a === b || deepEqual(a, b, frame.run.guards));
  },
  '!=': (left, right) => (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    return a !== undefined && b !== undefined && a !== b && !deepEqual(a, b, frame.run.guards);
  },
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  '&': concatenation,
  in: (left, right) => (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    return a !== undefined && (Array.isArray(b) ? includes(b, a, frame.run.guards) : b === a);
  },
  '..': range,
};

/** Operators that give `true` or `false` or nothing. */
export const GIVES_BOOLEAN = new Set(['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or']);

export function compileBinary(node: Node, scope: Scope): Code {
  expectKeys(node, 'lhs', 'rhs');
  const token = String(node.value);
  const operator = Object.hasOwn(OPERATORS, token) ? OPERATORS[token] : undefined;
  if (!operator) throw new Unsupported(`operator \`${token}\``);
  const left = scope.compile(node.lhs as Node);
  const right = scope.compile(node.rhs as Node);
  return operator(left, right, { position: node.position, token });
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

function arithmetic(operate: (a: number, b: number) => number): Operator {
  return (left, right, place) => (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    if (a !== undefined && !isNumber(a)) throw new ExpressionFailure('T2001', { ...place, value: a });
    if (b !== undefined && !isNumber(b)) throw new ExpressionFailure('T2002', { ...place, value: b });
    return a === undefined || b === undefined ? undefined : operate(a, b);
  };
}

function comparison(compare: <T extends string | number>(a: T, b: T) => boolean): Operator {
  return (left, right, place) => (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    if (typeof a === 'number' && typeof b === 'number') return compare(a, b);
    if (typeof a === 'string' && typeof b === 'string') return compare(a, b);
    refuseUncomparable(a, b, place);
    return undefined;
  };
}

/** Fails unless one of them is nothing. */
function refuseUncomparable(a: unknown, b: unknown, place: Place): void {
  for (const value of [a, b])
    if (value !== undefined && typeof value !== 'string' && typeof value !== 'number')
      throw new ExpressionFailure('T2010', { ...place, value });
  if (a !== undefined && b !== undefined) throw new ExpressionFailure('T2009', { ...place, value: a });
}

function concatenation(left: Code, right: Code): Code {
  return (input, frame) => {
    const a = left(input, frame);
    const b = right(input, frame);
    const { guards } = frame.run;
    const text =
      (typeof a === 'string' ? a : textOf(a, guards)) + (typeof b === 'string' ? b : textOf(b, guards));
    if (text.length > 1_000) guards.text(text.length);
    return text;
  };
}

/** More numbers than any list could have. */
const LONGEST = 10_000_000;

function range(left: Code, right: Code, place: Place): Code {
  return (input, frame) => {
    const first = left(input, frame);
    const last = right(input, frame);
    if (first !== undefined && !Number.isInteger(first))
      throw new ExpressionFailure('T2003', { ...place, value: first });
    if (last !== undefined && !Number.isInteger(last))
      throw new ExpressionFailure('T2004', { ...place, value: last });
    if (first === undefined || last === undefined || (first as number) > (last as number)) return undefined;
    const size = (last as number) - (first as number) + 1;
    if (size > LONGEST) throw new ExpressionFailure('D2014', { ...place, value: size });
    frame.run.guards.hold(size);
    frame.run.guards.spend(size >> 4);
    return asSequence(Array.from({ length: size }, (_, index) => (first as number) + index));
  };
}
