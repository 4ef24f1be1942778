import { isObject, setOwn } from '../json.ts';

/** Puts stand-ins for what must not be kept into data. */
export type Scrub = <T>(value: T) => T;

export interface ScrubOptions {
  /** Real value to stand-in; longer ones are looked for first. */
  known: ReadonlyMap<string, string>;
  /** Whether addresses and telephone numbers get stand-ins too. */
  hidesPeople: boolean;
}

/** The sign between the halves may be percent-encoded, in a link. */
const EMAIL = /([\p{L}\p{N}._+-]+)(@|%40)([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu;
const PHONE = /\+\d[\d ()-]{6,}\d/g;
/** Addresses that stand for nobody (RFC 2606). */
const NOBODY = /@(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid)$/i;

/** The same real value always gets the same stand-in, so that arguments, requests and answers still fit each other. */
export function createScrub({ known, hidesPeople }: ScrubOptions): Scrub {
  const people = new Map<string, string>();
  const standIn = (real: string, make: (count: number) => string) => {
    const key = real.toLowerCase();
    const made = people.get(key) ?? make(people.size + 1);
    people.set(key, made);
    return made;
  };
  const replacements = [...known].filter(([real]) => real !== '').sort(([a], [b]) => b.length - a.length);

  function scrubText(text: string): string {
    let clean = text;
    for (const [real, fake] of replacements)
      clean = clean.replaceAll(real, fake).replaceAll(encodeURIComponent(real), encodeURIComponent(fake));
    if (!hidesPeople) return clean;
    return clean
      .replace(EMAIL, (found, name, at, host) => {
        if (NOBODY.test(`@${host}`)) return found;
        return standIn(`${name}@${host}`, (count) => `person${count}@example.com`).replace('@', at);
      })
      .replace(PHONE, (real) => standIn(real, (count) => `+1555${String(count).padStart(7, '0')}`));
  }

  function scrub(value: unknown): unknown {
    if (typeof value === 'string') return scrubText(value);
    if (Array.isArray(value)) return value.map(scrub);
    if (!isObject(value)) return value;
    const clean = {};
    for (const [key, member] of Object.entries(value)) setOwn(clean, scrubText(key), scrub(member));
    return clean;
  }

  return (value) => scrub(value) as typeof value;
}
