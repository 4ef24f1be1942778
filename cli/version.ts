import { readFileSync } from 'node:fs';

/** The package file is one folder up in the sources and two up in the build. */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (name === 'ymcp') return version;
    } catch {}
  }
  return '0.0.0';
}

export const VERSION = readVersion();
