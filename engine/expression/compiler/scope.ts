import type { Node } from './ast.ts';
import type { Code } from './values.ts';

/** Where a variable is: so many frames up, in which slot. */
export interface Place {
  up: number;
  slot: number;
}

export type CompileNode = (node: Node, scope: Scope) => Code;

/** The variables that a block or function may bind, known before anything runs. */
export class Scope {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #parent: Scope | undefined;
  readonly #compileNode: CompileNode;

  constructor(names: readonly string[], parent: Scope | CompileNode) {
    this.#slots = new Map([...new Set(names)].map((name, slot) => [name, slot]));
    this.#parent = parent instanceof Scope ? parent : undefined;
    this.#compileNode = parent instanceof Scope ? parent.#compileNode : parent;
  }

  /** Compiles a node that stands in this scope. */
  compile(node: Node): Code {
    return this.#compileNode(node, this);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The slot of a name bound in this very scope. */
  slot(name: string): number {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`\`${name}\` has no slot`);
    return slot;
  }

  /** Every place that a name may have, the innermost first: a variable is looked for outside until it is bound. */
  places(name: string): Place[] {
    const places: Place[] = [];
    let up = 0;
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const slot = scope.#slots.get(name);
      if (slot !== undefined) places.push({ up, slot });
      up += 1;
    }
    return places;
  }
}
