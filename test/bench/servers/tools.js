// What the servers written by hand share: the tools, and one upstream request with native projection.
import { readFileSync } from 'node:fs';
import { request } from 'undici';

const [file, base] = process.argv.slice(2);
const all = JSON.parse(readFileSync(file, 'utf8'));
const byName = new Map(all.map((tool) => [tool.name, tool]));

export const tools = all.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));

/** The result of a call, as text and as an object, as ymcp gives it. */
export async function callTool(name, given = {}) {
  const { verb, path } = byName.get(name);
  const { id, ...rest } = given;
  const url = new URL(base + path.replace('{id}', encodeURIComponent(id)));
  const isRead = verb === 'GET' || verb === 'DELETE';
  if (isRead) for (const [key, value] of Object.entries(rest)) url.searchParams.set(key, String(value));
  const { body } = await request(url, {
    method: verb,
    ...(!isRead && { body: JSON.stringify(rest), headers: { 'content-type': 'application/json' } }),
  });
  const { data } = await body.json();
  const result = data.map(({ id: key, email, address }) => ({ id: key, email, city: address.city }));
  const value = { result, result_count: result.length };
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}
