/** How a list becomes query parameters or form fields; the keys are the values of `query_arrays`. */
export const arrayFormats = {
  repeat: (name, values) => values.map((value) => [name, value]),
  comma: (name, values) => (values.length === 0 ? [] : [[name, values.join(',')]]),
  brackets: (name, values) => values.map((value) => [`${name}[]`, value]),
  indices: (name, values) => values.map((value, index) => [`${name}[${index}]`, value]),
} satisfies Record<string, (name: string, values: readonly string[]) => [string, string][]>;

export type ArrayFormat = keyof typeof arrayFormats;

/** A named value as pairs of text, or `undefined` when it is an object, which no pair can carry. */
export function pairsOf(
  name: string,
  value: unknown,
  format: ArrayFormat = 'repeat',
): [string, string][] | undefined {
  const present = (Array.isArray(value) ? value : [value]).filter(
    (element) => element !== undefined && element !== null,
  );
  if (present.some((element) => typeof element === 'object')) return undefined;
  const texts = present.map(String);
  return Array.isArray(value) ? arrayFormats[format](name, texts) : texts.map((text) => [name, text]);
}
