import { Unsupported } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import { isFunction } from './values.ts';

/** Checks the arguments of calls. */
export interface Signature {
  /** The arguments as the function takes them; fills in the context where the signature says so. */
  check(given: unknown[], context: unknown): unknown[];
  /** The same for each of so many arguments, where every one stands in its own place; `undefined` where that cannot be said. */
  adapters(count: number): readonly Adapt[] | undefined;
}

/** An argument as the function takes it, or `MISFIT`. */
export type Adapt = (value: unknown) => unknown;
export const MISFIT = Symbol('misfit');

interface Parameter {
  letter: string;
  /** Regular expression over the letters of one argument. */
  one: string;
  /** Regular expression over the letters of types. */
  pattern: string;
  isList: boolean;
  /** Letter of the type of a list's elements. */
  elements: string | undefined;
  /** Takes the place of an argument that is left out, when it is of the right type. */
  context: RegExp | undefined;
}

/** Which values a letter of a signature stands for, as letters of types: string, number, boolean, null, object, array, function, missing. */
const LETTERS: Readonly<Record<string, string>> = {
  s: '[sm]',
  n: '[nm]',
  b: '[bm]',
  l: '[lm]',
  o: '[om]',
  a: '[asnblfom]',
  f: 'f',
  j: '[asnblom]',
  x: '[asnblfom]',
};

const PLURALS: Readonly<Record<string, string>> = {
  a: 'lists',
  b: 'booleans',
  f: 'functions',
  n: 'numbers',
  o: 'objects',
  s: 'strings',
};

function areAll(values: readonly unknown[], type: string): boolean {
  for (let index = 0; index < values.length; index += 1) if (typeof values[index] !== type) return false;
  return true;
}

function letterOf(value: unknown): string {
  if (isFunction(value)) return 'f';
  if (value === undefined) return 'm';
  if (value === null) return 'l';
  if (Array.isArray(value)) return 'a';
  return (typeof value)[0] as string;
}

/** Compiles a signature such as `<s-nn?:s>`; see docs.jsonata.org, "Function signatures". */
export function compileSignature(definition: string): Signature {
  const parameters = parseSignature(definition);
  const whole = new RegExp(`^${parameters.map(({ pattern }) => `(${pattern})`).join('')}$`);
  const known = new Map<string, RegExpExecArray | null>();
  const check = (given: unknown[], context: unknown) => {
    const letters = given.map(letterOf).join('');
    const isShort = letters.length <= LONGEST_KNOWN;
    const found = (isShort ? known.get(letters) : undefined) ?? whole.exec(letters);
    if (!found) throw refusal(parameters, letters, given);
    if (isShort) known.set(letters, found);
    return arrange(parameters, found, given, context);
  };
  return { check, adapters: (count) => adaptersOf(parameters, count) };
}

/** Letters of calls that are remembered; no function takes more, but any may be called with more. */
const LONGEST_KNOWN = 6;

function adaptersOf(parameters: readonly Parameter[], count: number): readonly Adapt[] | undefined {
  const [given, left] = [parameters.slice(0, count), parameters.slice(count)];
  const isPlain = given.length === count && given.every(({ pattern }) => !pattern.endsWith('+'));
  const mayEnd = left.every(({ pattern, context }) => context === undefined && pattern.endsWith('?'));
  return isPlain && mayEnd ? given.map(adapterOf) : undefined;
}

const PLAIN_TYPES: Readonly<Record<string, string>> = { s: 'string', n: 'number', b: 'boolean' };

function adapterOf(parameter: Parameter): Adapt {
  const { letter, isList } = parameter;
  if (isList) return listAdapter(parameter);
  if (letter === 'x') return (value) => value;
  const type = PLAIN_TYPES[letter];
  if (type !== undefined) return (value) => (value === undefined || typeof value === type ? value : MISFIT);
  const allowed = new RegExp(`^${parameter.one}$`);
  return (value) => (allowed.test(letterOf(value)) ? value : MISFIT);
}

function listAdapter({ elements }: Parameter): Adapt {
  const type = elements === undefined ? undefined : PLAIN_TYPES[elements];
  if (elements !== undefined && type === undefined) return () => MISFIT;
  return (value) => {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return type === undefined || typeof value === type ? [value] : MISFIT;
    return type === undefined || areAll(value, type) ? value : MISFIT;
  };
}

function arrange(
  parameters: readonly Parameter[],
  found: RegExpExecArray,
  given: readonly unknown[],
  context: unknown,
): unknown[] {
  const arranged: unknown[] = [];
  let index = 0;
  for (const [place, parameter] of parameters.entries()) {
    const taken = found[place + 1] ?? '';
    if (taken === '' && parameter.context) {
      if (!parameter.context.test(letterOf(context)))
        throw new ExpressionFailure('T0411', { value: context, index: index + 1 });
      arranged.push(context);
    } else if (taken === '') {
      arranged.push(given[index]);
      index += 1;
    }
    for (const letter of taken) {
      arranged.push(parameter.isList ? listOf(given[index], letter, taken, parameter, index) : given[index]);
      index += 1;
    }
  }
  return arranged;
}

/** Where a list is taken, one value is a list of one. */
function listOf(
  value: unknown,
  letter: string,
  taken: string,
  { elements }: Parameter,
  index: number,
): unknown {
  if (letter === 'm') return undefined;
  if (elements !== undefined && !fits(value, letter, taken, elements))
    throw new ExpressionFailure('T0412', { value, index: index + 1, type: PLURALS[elements] ?? 'values' });
  return letter === 'a' ? value : [value];
}

function fits(value: unknown, letter: string, taken: string, elements: string): boolean {
  if (letter !== 'a') return taken === elements;
  const list = value as unknown[];
  return (
    list.length === 0 ||
    (letterOf(list[0]) === elements[0] && list.every((one) => letterOf(one) === elements[0]))
  );
}

function refusal(
  parameters: readonly Parameter[],
  letters: string,
  given: readonly unknown[],
): ExpressionFailure {
  let pattern = '^';
  let good = 0;
  for (const parameter of parameters) {
    pattern += parameter.pattern;
    const found = new RegExp(pattern).exec(letters);
    if (!found) break;
    good = found[0].length;
  }
  return new ExpressionFailure('T0410', { value: given[good], index: good + 1 });
}

function parseSignature(definition: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (let at = 1; at < definition.length && definition[at] !== ':' && definition[at] !== '>'; at += 1) {
    const letter = definition[at] as string;
    const last = parameters.at(-1);
    if (LETTERS[letter] !== undefined) {
      parameters.push({
        letter,
        one: LETTERS[letter],
        pattern: LETTERS[letter],
        isList: letter === 'a',
        elements: undefined,
        context: undefined,
      });
    } else if (letter === '(') {
      const end = definition.indexOf(')', at);
      const one = `[${definition.slice(at + 1, end)}m]`;
      parameters.push({
        letter,
        one,
        pattern: one,
        isList: false,
        elements: undefined,
        context: undefined,
      });
      at = end;
    } else if (letter === '<' && last) {
      const end = closing(definition, at);
      last.elements = definition.slice(at + 1, end);
      at = end;
    } else if (letter === '-' && last) {
      last.context = new RegExp(last.pattern);
      last.pattern += '?';
    } else if ((letter === '?' || letter === '+') && last) {
      last.pattern += letter;
    } else {
      throw new Unsupported(`the signature \`${definition}\``);
    }
  }
  return parameters;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '<') depth += 1;
    if (text[at] === '>') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
