import { join } from 'node:path';
import { isRemote, type McpClient, type Target } from './client.ts';
import { setInJson } from './json-file.ts';
import { shellLine } from './shell.ts';

const entryOf = (target: Target) => {
  if (isRemote(target))
    return { type: 'http', url: target.url, ...(target.headers && { headers: target.headers }) };
  const { command, args, env } = target;
  return { command, args, ...(env && { env }) };
};

export const claudeCode: McpClient = {
  id: 'claude-code',
  label: 'Claude Code',
  setup(target) {
    const add = ['claude', 'mcp', 'add'];
    if (!isRemote(target)) return shellLine(...add, target.name, '--', target.command, ...target.args);
    const headers = Object.entries(target.headers ?? {}).flatMap(([name, value]) => [
      '--header',
      `${name}: ${value}`,
    ]);
    return shellLine(...add, '--transport', 'http', target.name, target.url, ...headers);
  },
  file: {
    pathFor: ({ home, project }, scope) =>
      scope === 'user' ? join(home, '.claude.json') : join(project, '.mcp.json'),
    edit: (text, target) => setInJson(text, ['mcpServers', target.name], entryOf(target)),
  },
};
