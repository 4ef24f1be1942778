import { UsageError } from '../errors.ts';

/** TOML with a table added at its end; a table of that name stays what it is, since comments in it may be dear to somebody. */
export function addTable(text: string, name: string, values: Readonly<Record<string, unknown>>): string {
  const heading = `[${name}]`;
  if (text.split('\n').some((line) => line.trim().startsWith(`[${name}`)))
    throw new UsageError(
      `the client's file has \`${heading}\` already; remove it first, or choose another --name.`,
    );
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${literal(value)}`);
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${before === '' ? '' : '\n'}${heading}\n${lines.join('\n')}\n`;
}

/** Strings, lists of them, and tables of them; a basic TOML string takes the escapes of JSON. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)} = ${literal(member)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
