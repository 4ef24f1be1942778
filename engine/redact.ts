import { isObject, setOwn } from './json.ts';

const MASK = '[redacted]';
const SHORTEST = 4;

/**
 * Replaces known secrets in text that leaves the engine: errors, results, logs.
 * A secret is also found percent-encoded, JSON-escaped and base64-encoded; secrets of under 4 characters are
 * left alone, since masking them would garble ordinary words.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #forms: readonly string[] | undefined;
  #pattern: RegExp | undefined;

  add(...secrets: readonly unknown[]): void {
    for (const secret of secrets) {
      const text = typeof secret === 'number' ? String(secret) : secret;
      if (typeof text !== 'string' || text.length < SHORTEST || this.#secrets.has(text)) continue;
      this.#secrets.add(text);
      this.#forms = undefined;
      this.#pattern = undefined;
    }
  }

  /** The secrets themselves, in the order in which they became known. */
  secrets(): string[] {
    return [...this.#secrets];
  }

  redact(text: string): string {
    if (!this.#isFoundIn(text)) return text;
    this.#pattern ??= patternOf(this.#forms ?? []);
    return text.replace(this.#pattern, MASK);
  }

  /** The value with secrets masked in its strings, numbers and keys; the same object when it holds none. */
  redactValue<T>(value: T, serialized: string): T {
    return this.#isFoundIn(serialized) ? (this.#walk(value) as T) : value;
  }

  /** Looking for a few texts is many times faster than matching a pattern of them, and mostly there is none. */
  #isFoundIn(text: string): boolean {
    this.#forms ??= formsOf(this.#secrets);
    return this.#forms.some((form) => text.includes(form));
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (typeof value === 'number') return this.redact(String(value)) === String(value) ? value : MASK;
    if (Array.isArray(value)) return value.map((element) => this.#walk(element));
    if (!isObject(value)) return value;
    const masked = {};
    for (const [key, member] of Object.entries(value)) setOwn(masked, this.redact(key), this.#walk(member));
    return masked;
  }
}

/** How each secret may be written, the longest first. */
function formsOf(secrets: Iterable<string>): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(new URLSearchParams({ s: secret }).toString().slice(2));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(Buffer.from(secret).toString('base64'));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

const patternOf = (forms: readonly string[]): RegExp =>
  new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
