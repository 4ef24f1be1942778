const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const OPERATORS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** The path to a member of a member, as JSONata; `$` for no name at all. */
export function quotePath(names: readonly string[]): string {
  let source = '';
  for (const name of names) source = step(source, name);
  return source === '' ? '$' : source;
}

function step(source: string, name: string): string {
  // Between backticks nothing can be escaped.
  if (name.includes('`')) return `$lookup(${source === '' ? '$' : source}, ${JSON.stringify(name)})`;
  const quoted = PLAIN.test(name) && !OPERATORS.has(name) ? name : `\`${name}\``;
  return source === '' ? quoted : `${source}.${quoted}`;
}
