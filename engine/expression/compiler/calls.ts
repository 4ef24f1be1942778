import { boundNames, expectKeys, isBare, type Node, Unsupported } from './ast.ts';
import { builtIn } from './builtins/index.ts';
import { directCall, type Invocation } from './direct-call.ts';
import { ExpressionFailure } from './failure.ts';
import type { Run } from './frame.ts';
import { apply, arityOf, Derived, handOn, Lambda, Native, TailCall } from './functions.ts';
import { Scope } from './scope.ts';
import { compileSignature } from './signature.ts';
import { type Code, collapse, isFunction } from './values.ts';

export function compileCall(node: Node, scope: Scope): Code {
  const invocation = compileInvocation(node, scope);
  const settle = isBare(node) ? collapse : (value: unknown) => value;
  const native = nativeOf(node, scope);
  const adapters = native?.signature?.adapters(invocation.args.length);
  const direct = native && adapters && directCall(native.work, adapters, invocation, settle);
  if (direct) return direct;
  const { target, args, invoke } = invocation;
  return (input, frame) => {
    const callee = target(input, frame);
    const given = args.map((argument) => handOn(argument(input, frame)));
    return settle(invoke(callee, given, input, frame));
  };
}

/** The built-in function that a call is of, unless it may be of another one of that name. */
function nativeOf({ procedure }: Node, scope: Scope): Native | undefined {
  const { type, value } = procedure as Node;
  if (type !== 'variable' || !isBare(procedure as Node) || scope.places(String(value)).length > 0)
    return undefined;
  const found = builtIn(String(value));
  return found instanceof Native ? found : undefined;
}

function compileInvocation(node: Node, scope: Scope): Invocation {
  expectKeys(node, 'procedure', 'arguments', 'name', 'nextFunction');
  const target = compileTarget(node, scope, 'T1005');
  const token = nameOf(node);
  const args = (node.arguments as Node[]).map((argument, index) =>
    token === 'lookup' && index === 0 ? compileTable(argument, scope) : scope.compile(argument),
  );
  const locate = (error: unknown) => located(error, node.position, token);
  return {
    target,
    args,
    locate,
    invoke(callee, given, input, frame) {
      try {
        return apply(callee, given, input, frame.run);
      } catch (error) {
        throw locate(error);
      }
    },
  };
}

/** A table that is written out is made once, since nobody but `$lookup` sees it. */
function compileTable(node: Node, scope: Scope): Code {
  const code = scope.compile(node);
  const isLiteral =
    node.type === 'unary' &&
    node.value === '{' &&
    isBare(node) &&
    (node.lhs as Node[][]).flat().every((part) => CONSTANTS.has(part.type) && isBare(part));
  if (!isLiteral || scope.places('lookup').length > 0) return code;
  let table: unknown;
  return (input, frame) => {
    if (Array.isArray(input)) return code(input, frame);
    table ??= code(undefined, frame);
    return table;
  };
}

const CONSTANTS = new Set(['string', 'number', 'value']);

/** Says of a failure where it happened, unless that is known. */
function located(error: unknown, position: number | undefined, token: string | undefined): unknown {
  if (!(error instanceof ExpressionFailure)) return error;
  const { code, facts, wording } = error;
  if (facts.token !== undefined && facts.position !== undefined) return error;
  const known = { ...facts, position: facts.position ?? position, token: facts.token ?? token };
  return new ExpressionFailure(code, known, wording);
}

/** What is called; a name without its dollar sign is an easy slip. */
function compileTarget(node: Node, scope: Scope, code: string): Code {
  const procedure = node.procedure as Node;
  const target = scope.compile(procedure);
  const name = procedure.type === 'path' ? String((procedure.steps as Node[])[0]?.value) : undefined;
  if (name === undefined) return target;
  const isKnown = scope.places(name).length > 0 || builtIn(name) !== undefined;
  return (input, frame) => {
    const found = target(input, frame);
    if (found === undefined && (isKnown || Object.hasOwn(frame.run.bindings, name)))
      throw new ExpressionFailure(code, { position: node.position, token: name });
    return found;
  };
}

function nameOf({ procedure }: Node): string | undefined {
  const { type, value, steps } = procedure as Node;
  const name = type === 'path' ? (steps as Node[])[0]?.value : value;
  return typeof name === 'string' ? name : undefined;
}

export function compileLambda(node: Node, scope: Scope): Code {
  expectKeys(node, 'arguments', 'signature', 'body', 'thunk');
  if (node.thunk === true) return compileTailCall(node.body as Node, scope);
  const parameters = (node.arguments as Node[]).map(({ value }) => String(value));
  if (new Set(parameters).size !== parameters.length) throw new Unsupported('parameters of one name');
  const inner = new Scope([...parameters, ...boundNames(node.body)], scope);
  const { definition } = (node.signature ?? {}) as { definition?: string };
  const shape = {
    arity: parameters.length,
    size: inner.size,
    body: inner.compile(node.body as Node),
    signature: definition === undefined ? undefined : compileSignature(definition),
  };
  return (input, frame) => new Lambda(shape, input, frame);
}

function compileTailCall(call: Node, scope: Scope): Code {
  expectKeys(call, 'procedure', 'arguments', 'name', 'nextFunction');
  const target = scope.compile(call.procedure as Node);
  const args = (call.arguments as Node[]).map((argument) => scope.compile(argument));
  return (input, frame) =>
    new TailCall(
      target(input, frame),
      args.map((argument) => argument(input, frame)),
    );
}

/** `$f(?, 1)`: a function of the arguments that are left open. */
export function compilePartial(node: Node, scope: Scope): Code {
  expectKeys(node, 'procedure', 'arguments', 'name', 'nextFunction');
  const target = compileTarget(node, scope, 'T1007');
  const args = (node.arguments as Node[]).map((argument) =>
    argument.type === 'operator' && argument.value === '?' ? undefined : scope.compile(argument),
  );
  return (input, frame) => {
    const given = args.map((argument) => argument?.(input, frame));
    const callee = target(input, frame);
    if (!isFunction(callee))
      throw new ExpressionFailure('T1008', { position: node.position, token: nameOf(node) });
    return partially(
      callee,
      given,
      args.map((argument) => argument === undefined),
    );
  };
}

/** Beyond its parameters a function takes nothing; those that are neither given nor left open stay empty. */
function partially(callee: unknown, given: readonly unknown[], isOpen: readonly boolean[]): Derived {
  const parameters = callee instanceof Native ? callee.parameters : arityOf(callee);
  const open = isOpen.slice(0, parameters).filter(Boolean).length;
  return new Derived(open, (args, run) => {
    let next = 0;
    const all = Array.from({ length: parameters }, (_, index) => {
      if (!isOpen[index]) return given[index];
      next += 1;
      return args[next - 1];
    });
    return applyUnchecked(callee, all, run);
  });
}

/** What was given and what is given later is not checked together. */
function applyUnchecked(callee: unknown, args: unknown[], run: Run): unknown {
  if (callee instanceof Native) return callee.unchecked(run, ...args);
  return apply(callee instanceof Lambda ? callee.withoutSignature() : callee, args, null, run);
}

/** `value ~> $f`, `value ~> $f(1)` and `$f ~> $g`. */
export function compileApply(node: Node, scope: Scope): Code {
  expectKeys(node, 'lhs', 'rhs');
  const left = scope.compile(node.lhs as Node);
  const right = node.rhs as Node;
  if (right.type === 'function' && right.predicate === undefined && right.group === undefined) {
    const { target, args, invoke } = compileInvocation(right, scope);
    return (input, frame) => {
      const given = [left(input, frame)];
      const callee = target(input, frame);
      for (const argument of args) given.push(handOn(argument(input, frame)));
      return invoke(callee, given, input, frame);
    };
  }
  const target = scope.compile(right);
  const { position } = node;
  return (input, frame) => {
    const value = left(input, frame);
    const callee = target(input, frame);
    if (!isFunction(callee)) throw new ExpressionFailure('T2006', { position, value: callee });
    if (!isFunction(value)) return apply(callee, [value], null, frame.run);
    return new Derived(1, ([first], run) =>
      apply(callee, [handOn(collapse(apply(value, [first], null, run)))], null, run),
    );
  };
}
