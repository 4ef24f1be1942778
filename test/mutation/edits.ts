import { type Document, isMap, isPair, isScalar, type Pair, type Scalar, visit, type YAMLMap } from 'yaml';

/** One change of a file, as a person might make it by mistake. */
export interface Edit {
  kind: 'dropped key' | 'typo' | 'swapped verb' | 'renamed parameter';
  /** Where, as keys from the top: `methods.list.request`. */
  place: string;
  detail: string;
  apply(): void;
}

/** Numbers from 0 up to 1 that follow from the seed (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <T>(among: readonly T[], random: Random): T =>
  among[Math.floor(random() * among.length)] as T;

interface Place {
  pair: Pair<Scalar, unknown>;
  parent: YAMLMap;
  keys: string[];
}

/** Keys whose value is a path, a URL, JSONata or a template, wherever they stand. */
const CODE = new Set([
  'request',
  'base_url',
  'items',
  'value',
  'assert',
  'total',
  'token',
  'schema',
  'when',
  'result',
  'body',
  'offset',
  'limit',
  'argument',
  'method',
]);
const HOLDS_CODE = new Set(['headers', 'body', 'item', 'arguments']);
/** Prose with placeholders in it; only those are code. */
const PROSE = new Set(['message', 'text', 'confirm']);
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every edit of some kinds that could be made in a document; typos are drawn when they are applied. */
export function editsOf(document: Document, random: Random): Edit[] {
  return placesIn(document).flatMap((place) => [
    drop(place),
    ...typo(place, random),
    ...swapVerb(place, random),
    ...renameParameter(place, random),
  ]);
}

function placesIn(document: Document): Place[] {
  const places: Place[] = [];
  visit(document, {
    Pair(_, pair, path) {
      const keys = [...path, pair].flatMap((node) =>
        isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      const parent = path.at(-1);
      if (isMap(parent)) places.push({ pair: pair as Pair<Scalar, unknown>, parent, keys });
    },
  });
  return places;
}

const drop = ({ pair, parent, keys }: Place): Edit => ({
  kind: 'dropped key',
  place: keys.join('.'),
  detail: '',
  apply: () => void parent.items.splice(parent.items.indexOf(pair as never), 1),
});

function typo({ pair, keys }: Place, random: Random): Edit[] {
  const { value } = pair;
  const isCode = CODE.has(keys.at(-1) ?? '') || keys.slice(0, -1).some((key) => HOLDS_CODE.has(key));
  const isProse = PROSE.has(keys.at(-1) ?? '');
  const isText = keys.includes('account') || keys.at(-1) === 'description' || keys.includes('source');
  if (!(isCode || isProse) || isText || !isScalar(value) || typeof value.value !== 'string') return [];
  const before = value.value;
  const after = isProse ? misspellPlaceholder(before, random) : misspell(before, random);
  if (after === before) return [];
  return [
    {
      kind: 'typo',
      place: keys.join('.'),
      detail: `${before} → ${after}`,
      apply() {
        value.value = after;
      },
    },
  ];
}

/** One letter of one word of two or more is lost, doubled or swapped with the next. */
function misspell(text: string, random: Random): string {
  const words = [...text.matchAll(/[A-Za-z_]{2,}/g)];
  if (words.length === 0) return `${text}x`;
  const { 0: word, index } = pick(words, random);
  const at = Math.floor(random() * (word.length - 1));
  const changes = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
  ].filter((changed) => changed !== word);
  return text.slice(0, index) + pick(changes, random) + text.slice(index + word.length);
}

function misspellPlaceholder(text: string, random: Random): string {
  const placeholders = [...text.matchAll(/\{\{[^}]+\}\}/g)];
  if (placeholders.length === 0) return text;
  const { 0: placeholder, index } = pick(placeholders, random);
  return text.slice(0, index) + misspell(placeholder, random) + text.slice(index + placeholder.length);
}

function swapVerb({ pair, keys }: Place, random: Random): Edit[] {
  const { value } = pair;
  if (keys.at(-1) !== 'request' || !isScalar(value)) return [];
  const [verb = '', ...rest] = String(value.value).split(' ');
  const other = pick(
    VERBS.filter((one) => one !== verb),
    random,
  );
  return [
    {
      kind: 'swapped verb',
      place: keys.join('.'),
      detail: `${verb} → ${other}`,
      apply() {
        value.value = [other, ...rest].join(' ');
      },
    },
  ];
}

function renameParameter({ pair, keys }: Place, random: Random): Edit[] {
  if (keys.at(-2) !== 'parameters') return [];
  const before = String(pair.key.value);
  const after = misspell(before, random);
  return [
    {
      kind: 'renamed parameter',
      place: keys.join('.'),
      detail: `${before} → ${after}`,
      apply() {
        pair.key.value = after;
      },
    },
  ];
}
