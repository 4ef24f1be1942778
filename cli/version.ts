import { readFileSync } from 'node:fs';

interface PackageFile {
  version: string;
  engines: { node?: string };
  dependencies: Readonly<Record<string, string>>;
}

/** The package file is one folder up in the sources and two up in the build. */
function readPackage(): PackageFile {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const {
        name,
        version,
        engines = {},
        dependencies = {},
      } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (name === 'ymcp') return { version, engines, dependencies };
    } catch {}
  }
  return { version: '0.0.0', engines: {}, dependencies: {} };
}

/** What ymcp says of itself: its version, the Node that it runs on, the packages that it needs. */
export const PACKAGE = readPackage();

export const VERSION = PACKAGE.version;
