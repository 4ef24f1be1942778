import { NAMES } from './input.ts';
import type { Random } from './random.ts';

type Produce = (random: Random, depth: number) => string;
/** A production and how often it is chosen beside its neighbours. */
type Weighted = readonly [weight: number, produce: Produce];

const VARIABLES = ['v', 'i', 'f', 'x'];
const TEXTS = ['""', '"a"', '"b"', '"abc"', '"a,b"', '"x y"', '"12"', '"constructor"', '"id"', '" "'];
const NUMBERS = ['0', '1', '2', '-1', '1.5', '3', '10', '0.1'];
const PATTERNS = [
  '/a/',
  '/[a-c]+/',
  '/(a)(b)?/',
  '/\\s+/',
  '/^./i',
  '/b|c/',
  '/(\\w)\\w*/',
  '/,/',
  '/x*/',
  '/(?=b)/',
  '/(a|ab)(c|bcd)*/',
  '/\\d{2}/m',
];
const REPLACEMENTS = ['"$0"', '"-"', '"<$1>"', '"$$"', '"$2$1"', 'function($m){$m.match & "!"}'];
const DATES = ['"2024-01-02"', '"2024-01-02T03:04:05.000Z"', '"2024"', 'a', '"12/03/2020"'];
const PICTURES = [
  '"[Y]-[M01]-[D01]"',
  '"[D1o] [MNn] [Y]"',
  '"[H01]:[m01]:[s01].[f001]"',
  '"[FNn], [D]/[M]/[Y0001]"',
  '"[M]/[D]/[Y]"',
  '"[X0001]-W[W01]"',
];
const ARITHMETIC = ['+', '-', '*', '/', '%'];
const COMPARISONS = ['=', '!=', '<', '<=', '>', '>=', 'in'];

/** Kinds of arguments, by letter, and what makes one. */
const ARGUMENTS: Readonly<Record<string, Produce>> = {
  s: (random, depth) => (random.chance(0.6) ? random.pick(TEXTS) : expression(random, depth)),
  n: (random, depth) => (random.chance(0.6) ? random.pick(NUMBERS) : expression(random, depth)),
  a: (random, depth) => (random.chance(0.5) ? path(random, depth) : list(random, depth)),
  o: (random, depth) => (random.chance(0.4) ? object(random, depth) : path(random, depth)),
  x: (random, depth) => expression(random, depth),
  f: (random, depth) => (random.chance(0.75) ? lambda(random, depth) : functionName(random, depth)),
  r: (random) => random.pick(PATTERNS),
  p: (random) => random.pick(REPLACEMENTS),
  d: (random) => random.pick(DATES),
  c: (random) => random.pick(PICTURES),
  u: (random) => random.pick(['"#,##0.00"', '"00.0"', '"#0%"', '"0"']),
  w: (random) => random.pick(['"w"', '"I"', '"A"', '"0001"', '"1;o"']),
};

const CALLS = [
  'abs n|append a a|average a|base64encode s|base64decode s|boolean x|ceil n|contains s s|contains s r|count a|distinct a',
  'each o f|each o f|encodeUrl s|encodeUrlComponent s|decodeUrl s|exists x|filter a f|filter a f|floor n|formatBase n n',
  'formatInteger n w|formatNumber n u|fromMillis n|fromMillis n c|join a s|join a|keys o|keys a|length s|lookup o s|lookup a s',
  'lowercase s|map a f|map a f|map a f|match s r|match s r n|max a|merge a|min a|not x|number s|number x|pad s n|pad s n s|parseInteger s w',
  'power n n|reduce a f|reduce a f x|replace s s s|replace s r p|replace s r p n|reverse a|round n|round n n|sift o f|single a f',
  'sort a|sort a f|split s s|split s r|split s r n|spread o|spread a|sqrt n|string x|string x x|substring s n|substring s n n',
  'substringAfter s s|substringBefore s s|sum a|toMillis d|toMillis d c|trim s|type x|uppercase s|zip a a|clone o|error s|assert x s',
].flatMap((line) => line.split('|').map((call) => call.split(' ') as [string, ...string[]]));

const functionName: Produce = (random) => `$${random.pick(CALLS)[0]}`;

const call: Produce = (random, depth) => {
  const [name, ...kinds] = random.pick(CALLS);
  const args = kinds.map((kind) => argument(kind, random, depth));
  // Mostly as it should be; sometimes with an argument too few, where the context may stand in, or one left open.
  if (random.chance(0.12)) args.shift();
  if (args.length > 1 && random.chance(0.06)) {
    args[random.below(args.length)] = '?';
    return `$${name}(${args.join(', ')})(${expression(random, depth - 1)})`;
  }
  return `$${name}(${args.join(', ')})`;
};

const argument = (kind: string, random: Random, depth: number) =>
  (ARGUMENTS[kind] as Produce)(random, depth - 1);

const lambda: Produce = (random, depth) => {
  const names = VARIABLES.slice(0, random.below(3) + (random.chance(0.9) ? 1 : 0));
  const signature =
    names.length === 1 && random.chance(0.1) ? random.pick(['<n:n>', '<s-:s>', '<x:x>', '<a<n>>']) : '';
  const body = random.chance(0.4) ? `$${names[0] ?? 'v'}` : expression(random, depth - 1);
  const more = random.chance(0.3) ? ` ${operator(random, 0)} ${expression(random, depth - 2)}` : '';
  return `${random.chance(0.2) ? 'λ' : 'function'}(${names.map((name) => `$${name}`).join(', ')})${signature}{${body}${more}}`;
};

const operator: Produce = (random) =>
  random.pick([...ARITHMETIC, ...COMPARISONS, '&', '&', 'and', 'or', '?:', '??']);

const name: Produce = (random) => {
  const picked = random.pick(NAMES);
  return /^[a-z]\w*$/.test(picked) ? picked : `\`${picked}\``;
};

const STEPS: readonly Weighted[] = [
  [12, name],
  [1, () => '*'],
  [1, () => '**'],
  [2, (random, depth) => `(${expression(random, depth - 1)})`],
  [2, (random, depth) => object(random, depth - 1)],
  [1, (random, depth) => list(random, depth - 1)],
  [2, (random, depth) => call(random, depth - 1)],
  [1, () => '$'],
  [0.4, (random) => random.pick(TEXTS)],
];

const SUFFIXES: readonly Weighted[] = [
  [20, () => ''],
  [3, (random) => `[${random.pick(['0', '-1', '1', '[0,1]', '0..1'])}]`.replace('[0..1]', '[[0..1]]')],
  [3, (random, depth) => `[${expression(random, depth - 1)}]`],
  [2, () => '[]'],
  [1, (random, depth) => `^(${random.pick(['', '<', '>'])}${expression(random, depth - 2)})`],
  [1, (random, depth) => `^(${random.pick(['', '<', '>'])}${name(random, 0)}, ${path(random, depth - 2)})`],
];

const path: Produce = (random, depth) => {
  const start = random.chance(0.8) ? name(random, depth) : random.pick(['$', '$$', '$v', '*', '$x']);
  let text = start + chosen(SUFFIXES, random, depth);
  for (let steps = random.below(3); steps > 0 && depth > 0; steps -= 1)
    text += `.${chosen(STEPS, random, depth)}${chosen(SUFFIXES, random, depth)}`;
  return random.chance(0.05) && depth > 1 ? `${text}${object(random, depth - 1)}` : text;
};

/** What refers to parents and positions, which only the interpreter does. */
const joined: Produce = (random, depth) =>
  random.pick<Produce>([
    () => `${name(random, 0)}.${name(random, 0)}.{"p": %.${name(random, 0)}, "q": ${name(random, 0)}}`,
    () => `${name(random, 0)}#$i.{"at": $i, "v": ${path(random, depth - 2)}}`,
    () => `${name(random, 0)}@$v.${name(random, 0)}[$v.id = id]`,
    () => `${name(random, 0)}@$v#$i[$i > 0].${name(random, 0)}`,
    () => `${name(random, 0)}.${name(random, 0)}[%.${name(random, 0)} = ${random.pick(NUMBERS)}]`,
  ])(random, depth);

const object: Produce = (random, depth) => {
  const members = Array.from({ length: random.below(4) }, (_, index) => {
    const key = random.chance(0.85)
      ? `"${random.pick(['k', 'l', 'm', '__proto__', 'constructor'])}${index}"`
      : expression(random, depth - 2);
    return `${random.chance(0.05) ? '"__proto__"' : key}: ${expression(random, depth - 1)}`;
  });
  return `{${members.join(', ')}}`;
};

const list: Produce = (random, depth) =>
  random.chance(0.2)
    ? `[${random.pick(['0', '1', 'n', '-1'])}..${random.pick(['3', '1', 'n', '5'])}]`
    : `[${Array.from({ length: random.below(4) }, () => expression(random, depth - 1)).join(', ')}]`;

const block: Produce = (random, depth) => {
  const variable = random.pick(VARIABLES);
  const bound = random.chance(0.3) ? lambda(random, depth - 1) : expression(random, depth - 1);
  const use = random.pick([
    `$${variable}`,
    `$${variable}(${expression(random, depth - 2)})`,
    expression(random, depth - 1),
    `$map(${path(random, depth - 2)}, $${variable})`,
  ]);
  return `($${variable} := ${bound}; ${use})`;
};

const transform: Produce = (random, depth) => {
  const deletion = random.chance(0.4) ? `, ${random.pick(['"a"', '["a", "b"]', '"id"', 'c'])}` : '';
  return `${random.pick(['$', 'a', 'items', '$$'])} ~> |${random.pick(['$', 'a', 'items', '*', '**', 'b.c'])}|${object(random, depth - 1)}${deletion}|`;
};

const chain: Produce = (random, depth) =>
  `${expression(random, depth - 1)} ~> ${random.pick<Produce>([
    functionName,
    call,
    (r, d) => lambda(r, d),
    (r, d) => `${functionName(r, d)} ~> ${functionName(r, d)}`,
  ])(random, depth - 1)}`;

const EXPRESSIONS: readonly Weighted[] = [
  [6, (random) => random.pick(NUMBERS)],
  [6, (random) => random.pick(TEXTS)],
  [2, (random) => random.pick(['true', 'false', 'null', '$', '$$', '[]', '{}'])],
  [24, path],
  [14, call],
  [
    10,
    (random, depth) =>
      `${expression(random, depth - 1)} ${operator(random, 0)} ${expression(random, depth - 1)}`,
  ],
  [3, (random, depth) => `(${expression(random, depth - 1)})${chosen(SUFFIXES, random, depth)}`],
  [5, object],
  [4, list],
  [
    4,
    (random, depth) =>
      `(${expression(random, depth - 1)} ? ${expression(random, depth - 1)} : ${expression(random, depth - 1)})`,
  ],
  [4, block],
  [2, transform],
  [3, chain],
  [1, joined],
  [1, (random, depth) => `-(${expression(random, depth - 1)})`],
  [1, (random, depth) => `(${lambda(random, depth - 1)})(${expression(random, depth - 1)})`],
  [1, (random, depth) => `${path(random, depth - 1)}{${name(random, 0)}: ${expression(random, depth - 1)}}`],
];

function chosen(some: readonly Weighted[], random: Random, depth: number): string {
  let left = random.number() * some.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, produce] of some) {
    left -= weight;
    if (left < 0) return produce(random, depth);
  }
  return '';
}

const expression: Produce = (random, depth) =>
  depth <= 0 ? chosen(EXPRESSIONS.slice(0, 3), random, 0) : chosen(EXPRESSIONS, random, depth);

/** An expression of any kind that the language has; it mostly parses. */
export const randomExpression = (random: Random): string => expression(random, 2 + random.below(4));
