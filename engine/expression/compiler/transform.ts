import { setOwn } from '../../json.ts';
import { expectKeys, type Node, Unsupported } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import { Native } from './functions.ts';
import type { Scope } from './scope.ts';
import { compileSignature } from './signature.ts';
import { type Code, isListOf, isRecord, textOf } from './values.ts';

const SIGNATURE = compileSignature('<(oa):o>');

/** `| pattern | update, deletion |`: a function that gives a changed copy. */
export function compileTransform(node: Node, scope: Scope): Code {
  expectKeys(node, 'pattern', 'update', 'delete');
  if (scope.places('clone').length > 0) throw new Unsupported('a `$clone` of its own');
  const pattern = scope.compile(node.pattern as Node);
  const update = scope.compile(node.update as Node);
  const deletion = node.delete === undefined ? undefined : scope.compile(node.delete as Node);

  return (_, frame) => {
    const change = (value: unknown): unknown => {
      if (value === undefined) return undefined;
      const copy: unknown = JSON.parse(textOf(value, frame.run.guards));
      const own = new Set<unknown>();
      collectObjects(copy, own);
      const matches = pattern(copy, frame);
      for (const match of matches === undefined ? [] : [matches].flat()) {
        frame.run.guards.tick();
        // Only the copy is changed, whatever else the pattern leads to.
        const target = own.has(match) ? (match as Record<string, unknown>) : {};
        const members = update(match, frame);
        refuseScalar(match, members, node);
        assign(target, members, node.update as Node);
        // A list grows with its `length`, and with the numbers that are its members.
        if (Array.isArray(target)) frame.run.guards.hold(target.length);
        if (deletion) remove(target, deletion(match, frame), node.delete as Node);
      }
      return copy;
    };
    const work = (_: unknown, value: unknown) => change(value);
    return new Native({ signature: SIGNATURE, arity: 1, parameters: 1, work, unchecked: work });
  };
}

function collectObjects(value: unknown, into: Set<unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  into.add(value);
  for (const member of Object.values(value)) collectObjects(member, into);
}

/** Text and numbers can have no members; only of `__proto__` the language says nothing there. */
function refuseScalar(match: unknown, members: unknown, { position }: Node): void {
  if (typeof match === 'object' && match !== null) return;
  const names = isRecord(members) ? Object.keys(members) : [];
  if (names.some((name) => match === null || name !== '__proto__'))
    throw new ExpressionFailure('Y1005', { position, value: match });
}

function assign(target: Record<string, unknown>, update: unknown, { position }: Node): void {
  if (update === undefined) return;
  if (!isRecord(update)) throw new ExpressionFailure('T2011', { position, value: update });
  for (const [key, value] of Object.entries(update)) setOwn(target, key, value);
}

function remove(target: Record<string, unknown>, deletions: unknown, { position }: Node): void {
  if (deletions === undefined) return;
  const keys = Array.isArray(deletions) ? deletions : [deletions];
  if (!isListOf(keys, (key) => typeof key === 'string'))
    throw new ExpressionFailure('T2012', { position, value: deletions });
  for (const key of keys) delete target[key as string];
}
