import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { isOwn } from './own-file.ts';
import { BUILD } from './version.ts';

/** Lets Node keep what it compiles of this program, which it can from 22.1 on; what was kept of other builds goes. */
export function keepCompiled(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  try {
    const folder = cacheFolder();
    if (!enableCompileCache || folder === undefined || BUILD === undefined) return;
    const all = join(folder, 'compiled');
    const own = join(all, BUILD.slice(0, 16));
    if (!existsSync(own)) rmSync(all, { recursive: true, force: true });
    mkdirSync(own, { recursive: true, mode: 0o700 });
    if (isOwn(statSync(own))) enableCompileCache(own);
  } catch {}
}
