import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface PackageFile {
  path: string;
  version: string;
  engines: { node?: string };
  dependencies: Readonly<Record<string, string>>;
}

/** The package file is one folder up in the sources and two up in the build. */
function readPackage(): PackageFile {
  for (const path of ['../package.json', '../../package.json']) {
    const url = new URL(path, import.meta.url);
    try {
      const { name, version, engines = {}, dependencies = {} } = JSON.parse(readFileSync(url, 'utf8'));
      if (name === 'ymcp') return { path: fileURLToPath(url), version, engines, dependencies };
    } catch {}
  }
  return { path: '', version: '0.0.0', engines: {}, dependencies: {} };
}

/** What ymcp says of itself: its version, the Node that it runs on, the packages that it needs. */
export const PACKAGE = readPackage();

export const VERSION = PACKAGE.version;

declare const YMCP_BUILD: string;

/** Differs whenever anything in the program does; `undefined` when it runs from its sources, which can change as it runs. */
export const BUILD = typeof YMCP_BUILD === 'string' ? YMCP_BUILD : undefined;
