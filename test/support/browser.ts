import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const path = spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim();

/** Why there is no browser; `undefined` where there is one. */
export const browserAbsent = path === '' ? 'chromium is not installed' : undefined;

/** Debian's Chromium without a window; as root it runs without its own sandbox, as it must. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
