import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where ymcp keeps what it can work out again; `undefined` when `YMCP_CACHE` is `off`. Only the process environment says where,
 * since a folder that comes with a foreign `.env` could hold anything.
 */
export function cacheFolder({ env, platform } = process): string | undefined {
  if (env.YMCP_CACHE === 'off') return undefined;
  const local = platform === 'win32' ? env.LOCALAPPDATA : undefined;
  return join(env.XDG_CACHE_HOME || local || join(homedir(), '.cache'), 'ymcp');
}
