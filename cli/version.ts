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
