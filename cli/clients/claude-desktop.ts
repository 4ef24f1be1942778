import { join } from 'node:path';
import { isRemote, type McpClient, type Places, type Target } from './client.ts';
import { setInJson } from './json-file.ts';
import { thisProgram } from './this-program.ts';

/** Its file takes commands only, so that an address is reached through `ymcp connect`. */
function entryOf(target: Target) {
  if (!isRemote(target)) {
    const { command, args, env } = target;
    return { command, args, ...(env && { env }) };
  }
  const { command, args } = thisProgram('connect', target.url);
  const authorization = target.headers?.Authorization?.replace(/^Bearer /, '');
  return { command, args, ...(authorization && { env: { YMCP_TOKEN: authorization } }) };
}

const FILE = 'claude_desktop_config.json';

const folderOf = ({ home, platform, appData }: Places): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Claude');
  if (platform === 'win32') return join(appData ?? join(home, 'AppData', 'Roaming'), 'Claude');
  return join(home, '.config', 'Claude');
};

export const claudeDesktop: McpClient = {
  id: 'claude-desktop',
  label: 'Claude Desktop',
  setup: (target) => `put in ${FILE}: ${JSON.stringify({ mcpServers: { [target.name]: entryOf(target) } })}`,
  file: {
    pathFor: (places, scope) => (scope === 'user' ? join(folderOf(places), FILE) : undefined),
    edit: (text, target) => setInJson(text, ['mcpServers', target.name], entryOf(target)),
  },
};
