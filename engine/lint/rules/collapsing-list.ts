import type { Arity, Shape } from '../../expression/shape.ts';
import type { Chain, Method } from '../../schema/model.ts';
import type { Path, Source } from '../../yaml/source.ts';
import { type FollowedCode, followedCode } from '../followed.ts';
import type { Rule } from '../rule.ts';

export const collapsingList: Rule = {
  name: 'collapsing-list',
  severity: 'warning',
  description:
    'Where a list is meant, an expression yields one whatever the number of finds: JSONata gives a single find bare and none as nothing. `[…]` around it, or `[]` after it, keeps the list.',
  check(subject, report) {
    for (const code of followedCode(subject)) {
      const { file, path, offset, source, result } = code;
      const list = meaningOf(code);
      if (list === 'none') continue;
      const collapsed = list === 'items' ? collapsedItems(result) : collapsedParts(result, list);
      const start = offset + Math.max(0, source.search(/\S/));
      const text = source.trim();
      const isSure = list !== 'value' && isInQuotes(file, path, start, text);
      for (const { part, effect } of collapsed)
        report({
          source: file,
          path,
          offset: start,
          length: text.length,
          ...(isSure && { replacement: `[${text}]` }),
          message: `${part === '' ? 'this' : `\`${part}\``} ${effect}; write ${suggestionFor(part, text)}.`,
        });
    }
  },
};

/** What a place makes of a value: nothing in particular, surely a list, the items of a list tool, or whatever it is. */
type Meaning = 'none' | 'list' | 'items' | 'value';

function meaningOf(code: FollowedCode): Meaning {
  const { tool, rest } = code;
  const [key, second, third] = rest;
  if (!tool) return 'none';
  if (key === 'result') return 'value';
  if (key === 'response') return second === 'items' ? 'items' : fieldMeaning(tool, third);
  const isSent = (key === 'body' && isJson(tool)) || (key === 'steps' && third === 'arguments');
  return isSent && isWhole(code) ? 'value' : 'none';
}

const isJson = ({ definition }: Method | Chain): boolean =>
  'request' in definition && (definition.body_format ?? 'json') === 'json';

function fieldMeaning({ definition }: Method | Chain, name: string | number | undefined): Meaning {
  const item = 'request' in definition ? definition.response?.item : undefined;
  if (typeof item !== 'object' || Array.isArray(item)) return 'value';
  const field = item[String(name)];
  return typeof field === 'object' && field.type === 'array' ? 'list' : 'value';
}

/** Whether its string is this one placeholder and nothing else, so that the value keeps its type. */
function isWhole({ file, path, offset, source }: FollowedCode): boolean {
  const text = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], file.data);
  return offset === 2 && String(text).length === source.length + 4;
}

interface Collapse {
  /** Which member of an object that the expression makes; empty for the value itself. */
  part: string;
  effect: string;
}

const EFFECTS: Readonly<Partial<Record<Arity, string>>> = {
  collapses: 'is a list for several finds but no list for one',
  filtered: 'is no list where only one element fits the predicate',
};

function collapsedParts({ arity, members, origin }: Shape, meaning: 'list' | 'value'): Collapse[] {
  const effect = arity === 'filtered' && meaning === 'value' ? undefined : EFFECTS[arity];
  if (effect !== undefined) return [{ part: '', effect }];
  if (origin !== 'expression' || arity !== 'one') return [];
  return [...(members ?? [])].flatMap(([name, member]) =>
    collapsedParts(member, 'value').map(({ part, effect }) => ({
      part: part === '' ? name : `${name}.${part}`,
      effect,
    })),
  );
}

/** A single object is taken for a list of one; a single text or number is not. */
function collapsedItems({ arity, isScalar }: Shape): Collapse[] {
  if (!isScalar || (arity !== 'collapses' && arity !== 'filtered')) return [];
  return [{ part: '', effect: 'fails for a list of one, since its items are no objects' }];
}

const suggestionFor = (part: string, text: string): string =>
  part !== '' || text.length > 60 || text.includes('\n') ? '`[…]` around it' : `\`[${text}]\``;

/** Whether the expression stands in the file as it is, and brackets around it would not be YAML's own. */
function isInQuotes(file: Source, path: Path, offset: number, text: string): boolean {
  const { line, column } = file.locateIn(path, offset);
  const written = file.text.split('\n')[line - 1] ?? '';
  return written.startsWith(text, column - 1) && `'"`.includes(written[column - 2] ?? ' ');
}
