import { join } from 'node:path';
import { isRemote, type McpClient, type Target } from './client.ts';
import { setInJson } from './json-file.ts';

const entryOf = (target: Target) => {
  if (isRemote(target)) return { url: target.url, ...(target.headers && { headers: target.headers }) };
  const { command, args, env } = target;
  return { command, args, ...(env && { env }) };
};

export const cursor: McpClient = {
  id: 'cursor',
  label: 'Cursor',
  setup: (target) =>
    `put in .cursor/mcp.json: ${JSON.stringify({ mcpServers: { [target.name]: entryOf(target) } })}`,
  deeplink(target) {
    const config = Buffer.from(JSON.stringify(entryOf(target))).toString('base64');
    const query = new URLSearchParams({ name: target.name, config });
    return `cursor://anysphere.cursor-deeplink/mcp/install?${query}`;
  },
  file: {
    pathFor: ({ home, project }, scope) => join(scope === 'user' ? home : project, '.cursor', 'mcp.json'),
    edit: (text, target) => setInJson(text, ['mcpServers', target.name], entryOf(target)),
  },
};
