import { setOwn } from '../../json.ts';
import { expectKeys, isBare, type Node, plainName } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Scope } from './scope.ts';
import { append, type Code, isOrdinary } from './values.ts';

/** Makes one object of a value, or of the elements of a list. */
export type Group = (value: unknown, frame: Frame) => Record<string, unknown>;

type Pair = readonly [key: Node, value: Node];

/** Keys that the interpreter keeps for itself. */
const RESERVED = new Set(['_jsonata_lambda', '_jsonata_function']);

export function compileConstructor(node: Node, scope: Scope): Code {
  expectKeys(node, 'lhs', 'consarray');
  return compilePairs(node.lhs as Pair[], node.position, scope);
}

export function compileGroup(group: Node, scope: Scope): Group {
  expectKeys({ ...group, type: 'group' }, 'lhs');
  return compilePairs(group.lhs as Pair[], group.position, scope);
}

function compilePairs(pairs: readonly Pair[], position: number | undefined, scope: Scope): Group {
  const keys = pairs.map(([key]) => (key.type === 'string' && isBare(key) ? String(key.value) : undefined));
  const isLiteral =
    keys.every((key) => key !== undefined && !RESERVED.has(key) && key !== '__proto__') &&
    new Set(keys).size === keys.length;
  const values = pairs.map(([, value]) => scope.compile(value));
  if (isLiteral) {
    const order = inObjectOrder(keys as string[]).map((key) => keys.indexOf(key));
    return literalObject(
      order.map((index) => keys[index] as string),
      order.map((index) => values[index] as Code),
      order.map((index) => plainName((pairs[index] as Pair)[1])),
    );
  }
  return groupedObject(
    pairs.map(([key]) => scope.compile(key)),
    values,
    position,
  );
}

/** With keys that are written out, every element goes under every key. */
function literalObject(
  keys: readonly string[],
  values: readonly Code[],
  names: readonly (string | undefined)[],
): Group {
  return (value, frame) => {
    const context = Array.isArray(value) ? together(value) : value;
    const ordinary = isOrdinary(context) ? context : undefined;
    const object: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index += 1) {
      const name = names[index];
      const member =
        ordinary && name !== undefined ? ordinary[name] : (values[index] as Code)(context, frame);
      if (member !== undefined) object[keys[index] as string] = member;
    }
    return object;
  };
}

/** The elements as the values see them: one as it is, several as one list. */
function together(elements: unknown[]): unknown {
  if (elements.length < 2) return elements[0];
  if (elements.includes(undefined)) return together(elements.filter((element) => element !== undefined));
  const all: unknown[] = [];
  for (const element of elements) append(all, element);
  return all;
}

interface Entry {
  /** Which pair the key comes from. */
  pair: number;
  data: unknown;
  isList: boolean;
}

function groupedObject(keys: readonly Code[], values: readonly Code[], position: number | undefined): Group {
  return (value, frame) => {
    const { guards } = frame.run;
    const groups = new Map<string, Entry>();
    const elements =
      Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? undefined : value];
    for (const element of elements) {
      guards.tick();
      for (const [pair, code] of keys.entries()) {
        const key = code(element, frame);
        if (key !== undefined)
          add(groups, checkKey(key, position), { pair, data: element, isList: false }, position);
      }
    }
    const object: Record<string, unknown> = {};
    for (const key of inObjectOrder(groups.keys())) {
      const { pair, data } = groups.get(key) as Entry;
      const member = (values[pair] as Code)(data, frame);
      if (member !== undefined) setOwn(object, key, member);
    }
    return object;
  };
}

function checkKey(key: unknown, position: number | undefined): string {
  if (typeof key !== 'string') throw new ExpressionFailure('T1003', { position, value: key });
  if (RESERVED.has(key)) throw new ExpressionFailure('D1013', { position, value: key });
  return key;
}

function add(groups: Map<string, Entry>, key: string, fresh: Entry, position: number | undefined): void {
  const entry = groups.get(key);
  if (!entry) {
    groups.set(key, fresh);
    return;
  }
  if (entry.pair !== fresh.pair) throw new ExpressionFailure('D1009', { position, value: key });
  if (fresh.data === undefined) return;
  if (entry.data === undefined) entry.data = fresh.data;
  else appendTo(entry, fresh.data);
}

function appendTo(entry: Entry, data: unknown): void {
  if (!entry.isList) {
    const list: unknown[] = [];
    append(list, entry.data);
    entry.data = list;
    entry.isList = true;
  }
  append(entry.data as unknown[], data);
}

/** The values are worked out in the order in which an object lists its keys: whole numbers first. */
function inObjectOrder(keys: Iterable<string>): string[] {
  const order: Record<string, unknown> = {};
  for (const key of keys) setOwn(order, key, true);
  return Object.keys(order);
}
