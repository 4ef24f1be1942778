import { ExpressionFailure } from './failure.ts';
import { Frame, type Run } from './frame.ts';
import { type Match, Matcher } from './regex/matcher.ts';
import type { Signature } from './signature.ts';
import { Callable, type Code, isFunction } from './values.ts';

/** What a function of the language or of the engine does, with arguments that fit its signature. */
export type Work = (run: Run, ...args: unknown[]) => unknown;

interface NativeParts {
  signature: Signature | undefined;
  arity: number;
  parameters: number;
  work: Work;
  unchecked: Work;
}

/** A function of the language. */
export class Native extends Callable {
  readonly arity: number;
  /** Parameters that a partial application can give or leave open. */
  readonly parameters: number;
  readonly signature: Signature | undefined;
  readonly work: Work;
  /** The same for arguments that nobody has checked, as those of a partial application. */
  readonly unchecked: Work;

  constructor({ signature, arity, parameters, work, unchecked }: NativeParts) {
    super();
    this.signature = signature;
    this.arity = arity;
    this.parameters = parameters;
    this.work = work;
    this.unchecked = unchecked;
  }
}

/** What all functions have in common that come of one place in an expression. */
export interface LambdaShape {
  arity: number;
  /** Variables, parameters among them. */
  size: number;
  body: Code;
  signature: Signature | undefined;
}

/** A function that an expression defines, with the variables and the context it was defined in. */
export class Lambda extends Callable {
  readonly arity: number;
  readonly input: unknown;
  readonly frame: Frame;
  readonly shape: LambdaShape;

  constructor(shape: LambdaShape, input: unknown, frame: Frame) {
    super();
    this.arity = shape.arity;
    this.shape = shape;
    this.input = input;
    this.frame = frame;
  }

  /** The same, taking any arguments. */
  withoutSignature(): Lambda {
    return new Lambda({ ...this.shape, signature: undefined }, this.input, this.frame);
  }
}

/** A function made of others: handed on as an argument, with some arguments given, or two in a row. */
export class Derived extends Callable {
  readonly arity: number;
  readonly call: (args: unknown[], run: Run) => unknown;

  constructor(arity: number, call: (args: unknown[], run: Run) => unknown) {
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
    return target.work(run, ...(target.signature ? target.signature.check(args, context) : args));
  if (target instanceof Derived) return target.call(args, run);
  if (target instanceof Matcher)
    return offer(target, String(args[0]), target.first(String(args[0]), run.guards), run);
  if (typeof target === 'function') return target.apply(context, args);
  throw new ExpressionFailure('T1006');
}

function applyLambda({ shape, input, frame: around }: Lambda, args: unknown[], context: unknown): unknown {
  const given = shape.signature ? shape.signature.check(args, context) : args;
  const frame = new Frame(shape.size, around, around.run);
  for (let index = 0; index < shape.arity; index += 1) frame.slots[index] = given[index];
  return shape.body(input, frame);
}

/** A function handed on as an argument: it is called without the context of the one who calls it. */
export function handOn(value: unknown): unknown {
  if (typeof value !== 'function' && !(value instanceof Callable)) return value;
  if (value instanceof Matcher || value instanceof Derived) return value;
  return new Derived(arityOf(value), (args, run) => apply(value, [...args], null, run));
}

/** Calls a function with as many of three arguments as it takes, at least the first. */
export function callerOf(target: unknown, run: Run): (a: unknown, b: unknown, c: unknown) => unknown {
  const arity = isFunction(target) ? arityOf(target) : 1;
  if (arity <= 1) return (a) => apply(target, [a], null, run);
  if (arity === 2) return (a, b) => apply(target, [a, b], null, run);
  return (a, b, c) => apply(target, [a, b, c], null, run);
}

/** A match as expressions see it, with a function to the next one. */
export function offer(matcher: Matcher, text: string, found: Match | undefined, run: Run): unknown {
  return found && { ...found, next: () => offer(matcher, text, matcher.next(text, run.guards, found), run) };
}
