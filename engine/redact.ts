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
  #pattern: RegExp | undefined;

  add(...secrets: readonly unknown[]): void {
    for (const secret of secrets) {
      const text = typeof secret === 'number' ? String(secret) : secret;
      if (typeof text !== 'string' || text.length < SHORTEST || this.#secrets.has(text)) continue;
      this.#secrets.add(text);
      this.#pattern = undefined;
    }
  }

  /** The secrets themselves, in the order in which they became known. */
  secrets(): string[] {
    return [...this.#secrets];
  }

  redact(text: string): string {
    if (this.#secrets.size === 0) return text;
    this.#pattern ??= patternOf(this.#secrets);
    return text.replace(this.#pattern, MASK);
  }

  /** The value with secrets masked in its strings, numbers and keys; the same object when it holds none. */
  redactValue<T>(value: T, serialized: string): T {
    return this.redact(serialized) === serialized ? value : (this.#walk(value) as T);
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

function patternOf(secrets: Iterable<string>): RegExp {
  const forms = new Set<string>();
  for (const secret of secrets) {
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(new URLSearchParams({ s: secret }).toString().slice(2));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(Buffer.from(secret).toString('base64'));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
}
