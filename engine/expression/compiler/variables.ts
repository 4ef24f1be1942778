import { boundNames, expectKeys, type Node, Unsupported } from './ast.ts';
import { builtIn } from './builtins/index.ts';
import { Frame, UNBOUND } from './frame.ts';
import { type Place, Scope } from './scope.ts';
import { type Code, unwrapInput } from './values.ts';

/** `$name`: a variable of the expression, a binding of the caller, or a built-in function; `$` and `$$`. */
export function compileVariable(node: Node, scope: Scope): Code {
  expectKeys(node);
  const name = String(node.value);
  if (name === '') return unwrapInput;
  const places = scope.places(name);
  if (name === 'eval' && places.length === 0) throw new Unsupported('`$eval`');
  return places.reduceRight<Code>((otherwise, place) => readPlace(place, otherwise), readOutside(name));
}

function readOutside(name: string): Code {
  if (name === '$') return (_, { run }) => run.root;
  const found = builtIn(name);
  return (_, { run }) => (Object.hasOwn(run.bindings, name) ? run.bindings[name] : found);
}

function readPlace({ up, slot }: Place, otherwise: Code): Code {
  return (input, frame) => {
    let holder = frame;
    for (let steps = up; steps > 0; steps -= 1) holder = holder.up as Frame;
    const value = holder.slots[slot];
    return value === UNBOUND ? otherwise(input, frame) : value;
  };
}

export function compileBind(node: Node, scope: Scope): Code {
  expectKeys(node, 'lhs', 'rhs');
  const value = scope.compile(node.rhs as Node);
  const slot = scope.slot(String((node.lhs as Node).value));
  return (input, frame) => {
    const bound = value(input, frame);
    frame.slots[slot] = bound;
    return bound;
  };
}

/** A block has variables of its own. */
export function compileBlock(node: Node, scope: Scope): Code {
  expectKeys(node, 'expressions', 'consarray');
  const expressions = node.expressions as Node[];
  const inner = new Scope(boundNames(expressions), scope);
  const codes = expressions.map((one) => inner.compile(one));
  const { size } = inner;
  return (input, frame) => {
    const own = new Frame(size, frame, frame.run);
    let value: unknown;
    for (const code of codes) value = code(input, own);
    return value;
  };
}
