/** Facts about a failure that its message quotes. */
export interface FailureFacts {
  /** 0-based index into the expression just after the token. */
  position?: number | undefined;
  token?: string | undefined;
  value?: unknown;
  index?: number;
  type?: string | undefined;
}

/** A failure of an expression, under the code that JSONata documents for it. */
export class ExpressionFailure extends Error {
  readonly code: string;
  readonly facts: FailureFacts;
  /** What a user of the language says of it, in place of words for the code. */
  readonly wording: string | undefined;

  constructor(code: string, facts: FailureFacts = {}, wording?: string) {
    super(wording ?? describe(code, facts));
    this.name = 'ExpressionFailure';
    this.code = code;
    this.facts = facts;
    this.wording = wording;
  }
}

const MESSAGES: Readonly<Record<string, (facts: FailureFacts) => string>> = {
  D1001: ({ value }) => `the number ${value} is out of range`,
  D1002: ({ value }) => `${shown(value)} is no number, so it has no negative`,
  D1004: () => 'the regular expression matches empty text',
  D1009: ({ value }) => `two keys of the object come out as ${shown(value)}`,
  D1011: () => 'the expression calls itself too deeply; is there an end to the recursion?',
  D1012: ({ value }) => `the expression takes more than ${value} ms; is there an endless loop?`,
  D1013: ({ value }) => `the key ${shown(value)} is reserved`,
  D2014: ({ value }) => `the range has ${value} numbers, more than can be held`,
  D2015: ({ value }) => `a list has more than ${value} elements`,
  D3001: () => 'a number that is not finite cannot become text',
  D3010: () => 'the pattern to replace is empty',
  D3011: () => 'the limit of $replace is negative',
  D3012: ({ value }) => `the replacement ${shown(value)} is no text`,
  D3020: () => 'the limit of $split is negative',
  D3030: ({ value }) => `${shown(value)} cannot be made a number`,
  D3040: () => 'the limit of $match is negative',
  D3050: () => '$reduce needs a function of at least two parameters',
  D3070: () => '$sort without a function takes only numbers, or only strings',
  D3138: () => '$single found more than one match',
  D3139: () => '$single found no match',
  T0410: ({ index, token }) => `argument ${index} of ${named(token)} is of another type than it takes`,
  T0411: ({ index, token }) => `the context value does not fit argument ${index} of ${named(token)}`,
  T0412: ({ index, token, type }) => `argument ${index} of ${named(token)} must be a list of ${type}`,
  T1003: ({ value }) => `a key of the object comes out as ${shown(value)}, which is no text`,
  T1005: ({ token }) => `${token} is no function; is $${token} meant?`,
  T1006: ({ token }) => `${token === undefined ? 'what is called' : `$${token}`} is no function`,
  T1007: ({ token }) => `${token} is no function; is $${token} meant?`,
  T1008: ({ token }) => `${token === undefined ? 'what is called' : `$${token}`} is no function`,
  T1010: () => 'the matcher does not return what a matcher should',
  T2001: ({ token, value }) => `left of ${token} stands ${shown(value)}, which is no number`,
  T2002: ({ token, value }) => `right of ${token} stands ${shown(value)}, which is no number`,
  T2003: ({ value }) => `the range starts at ${shown(value)}, which is no whole number`,
  T2004: ({ value }) => `the range ends at ${shown(value)}, which is no whole number`,
  T2006: ({ value }) => `right of ~> stands ${shown(value)}, which is no function`,
  T2007: () => 'the values to order by are of different types',
  T2008: ({ value }) => `${shown(value)} cannot be ordered by; numbers and strings can`,
  T2009: ({ token }) => `the values on both sides of ${token} are of different types`,
  T2010: ({ token, value }) => `${token} cannot compare ${shown(value)}; it compares numbers and strings`,
  T2011: ({ value }) => `the update of the transform is ${shown(value)}, which is no object`,
  T2012: ({ value }) => `the deletion of the transform is ${shown(value)}, which names no keys`,
  D3060: ({ value }) => `${value} is negative and has no square root`,
  D3061: () => 'the power is too large to be a number',
  D3100: ({ value }) => `a number base is from 2 to 36, not ${value}`,
  D3110: ({ value }) => `${shown(value)} is no ISO 8601 time`,
  D3140: ({ value }) => `${shown(value)} is no URL that can be encoded or decoded`,
  Y1001: ({ token }) => `$${token} is not available here`,
  Y1002: ({ value }) => `a text has more than ${value} characters`,
  Y1005: ({ value }) => `the pattern of the transform finds ${shown(value)}, which can have no members`,
  Y1004: () =>
    'a regular expression to the left of `??` or `?:` is lost here; give it a name first: ($r := /a/; …)',
  Y1003: () => 'the regular expression takes too many steps on this text',
};

function describe(code: string, facts: FailureFacts): string {
  const say = Object.hasOwn(MESSAGES, code) ? MESSAGES[code] : undefined;
  if (say) return say(facts);
  return /^D3(0[89]|13)/.test(code) ? `the picture string is not valid (${code})` : `it fails with ${code}`;
}

const named = (token: string | undefined) => (token === undefined ? 'the function' : `$${token}`);

const LONGEST = 60;

function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? describeObject(value) : JSON.stringify(value);
  return (text ?? 'nothing').slice(0, LONGEST);
}

const describeObject = (value: object) => (Array.isArray(value) ? `a list of ${value.length}` : 'an object');
