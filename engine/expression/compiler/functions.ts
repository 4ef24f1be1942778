import { ExpressionFailure } from './failure.ts';
import { Frame, type Run } from './frame.ts';
import { type Match, Matcher } from './regex.ts';
import type { Signature } from './signature.ts';
import { Callable, type Code, isFunction } from './values.ts';

/** A function of the language or of the engine. */
export class Native extends Callable {
  readonly name: string;
  readonly signature: Signature | undefined;
  readonly arity: number;
  readonly run: (args: readonly unknown[], run: Run) => unknown;

  constructor(
    name: string,
    signature: Signature | undefined,
    arity: number,
    run: (args: readonly unknown[], run: Run) => unknown,
  ) {
    super();
    this.name = name;
    this.signature = signature;
    this.arity = arity;
    this.run = run;
  }
}

/** A function that an expression defines, with the variables and the context it was defined in. */
export class Lambda extends Callable {
  readonly arity: number;
  readonly size: number;
  readonly body: Code;
  readonly signature: Signature | undefined;
  readonly input: unknown;
  readonly frame: Frame;

  constructor(
    shape: { arity: number; size: number; body: Code; signature: Signature | undefined },
    input: unknown,
    frame: Frame,
  ) {
    super();
    this.arity = shape.arity;
    this.size = shape.size;
    this.body = shape.body;
    this.signature = shape.signature;
    this.input = input;
    this.frame = frame;
  }
}

/** A function made of others: handed on as an argument, with some arguments given, or two in a row. */
export class Derived extends Callable {
  readonly arity: number;
  readonly call: (args: readonly unknown[], run: Run) => unknown;

  constructor(arity: number, call: (args: readonly unknown[], run: Run) => unknown) {
    super();
    this.arity = arity;
    this.call = call;
  }
}

/** What a function whose last act is a call returns, so that the call does not nest. */
export class TailCall {
  readonly target: unknown;
  readonly args: unknown[];

  constructor(target: unknown, args: unknown[]) {
    this.target = target;
    this.args = args;
  }
}

export const arityOf = (target: unknown): number =>
  target instanceof Callable ? target.arity : (target as (...values: unknown[]) => unknown).length;

/** Calls a function; `context` stands in for an argument that a signature lets one leave out. */
export function apply(target: unknown, args: unknown[], context: unknown, run: Run): unknown {
  run.guards.enter();
  let result = applyOnce(target, args, context, run);
  while (result instanceof TailCall) {
    run.guards.tick();
    result = applyOnce(result.target, result.args, context, run);
  }
  run.guards.leave();
  return result;
}

function applyOnce(target: unknown, args: unknown[], context: unknown, run: Run): unknown {
  if (target instanceof Lambda) return applyLambda(target, args, context);
  if (target instanceof Native)
    return target.run(target.signature ? target.signature(args, context) : args, run);
  if (target instanceof Derived) return target.call(args, run);
  if (target instanceof Matcher) return firstMatch(target, args, run);
  if (typeof target === 'function') return target.apply(context, args);
  throw new ExpressionFailure('T1006');
}

function applyLambda(lambda: Lambda, args: unknown[], context: unknown): unknown {
  const given = lambda.signature ? lambda.signature(args, context) : args;
  const frame = new Frame(lambda.size, lambda.frame, lambda.frame.run);
  for (let index = 0; index < lambda.arity; index += 1) frame.slots[index] = given[index];
  return lambda.body(lambda.input, frame);
}

/** A function handed on as an argument: it is called without the context of the one who calls it. */
export const handOn = (value: unknown): unknown =>
  isFunction(value) && !(value instanceof Matcher) && !(value instanceof Derived)
    ? new Derived(arityOf(value), (args, run) => apply(value, [...args], null, run))
    : value;

function firstMatch(matcher: Matcher, [text]: readonly unknown[], run: Run): unknown {
  const offer = (found: Match | undefined): unknown =>
    found && { ...found, next: () => offer(matcher.next(String(text), run.guards, found)) };
  return offer(matcher.first(String(text), run.guards));
}
