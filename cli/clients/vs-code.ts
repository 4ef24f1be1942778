import { join } from 'node:path';
import { isRemote, type McpClient, type Places, type Target } from './client.ts';
import { setInJson } from './json-file.ts';
import { shellLine } from './shell.ts';

const entryOf = (target: Target) => {
  if (isRemote(target))
    return { type: 'http', url: target.url, ...(target.headers && { headers: target.headers }) };
  const { command, args, env } = target;
  return { type: 'stdio', command, args, ...(env && { env }) };
};

const userFolder = ({ home, platform, appData }: Places): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Code', 'User');
  if (platform === 'win32') return join(appData ?? join(home, 'AppData', 'Roaming'), 'Code', 'User');
  return join(home, '.config', 'Code', 'User');
};

const named = (target: Target) => ({ name: target.name, ...entryOf(target) });

export const vsCode: McpClient = {
  id: 'vs-code',
  label: 'VS Code',
  setup: (target) => shellLine('code', '--add-mcp', JSON.stringify(named(target))),
  deeplink: (target) => `vscode:mcp/install?${encodeURIComponent(JSON.stringify(named(target)))}`,
  file: {
    pathFor: (places, scope) =>
      scope === 'user' ? join(userFolder(places), 'mcp.json') : join(places.project, '.vscode', 'mcp.json'),
    edit: (text, target) => setInJson(text, ['servers', target.name], entryOf(target)),
  },
};
