import { join } from 'node:path';
import { isRemote, type McpClient } from './client.ts';
import { shellLine } from './shell.ts';
import { addTable } from './toml-file.ts';

export const codex: McpClient = {
  id: 'codex',
  label: 'Codex, ChatGPT desktop',
  setup: (target) =>
    isRemote(target)
      ? shellLine('codex', 'mcp', 'add', target.name, '--url', target.url)
      : shellLine('codex', 'mcp', 'add', target.name, '--', target.command, ...target.args),
  file: {
    pathFor: ({ home }, scope) => (scope === 'user' ? join(home, '.codex', 'config.toml') : undefined),
    edit(text, target) {
      const values = isRemote(target)
        ? { url: target.url, ...(target.headers && { http_headers: target.headers }) }
        : { command: target.command, args: target.args, ...(target.env && { env: target.env }) };
      return addTable(text, `mcp_servers.${target.name}`, values);
    },
  },
};
