import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const BIN = join(resolve(import.meta.dirname, '../..'), 'dist/cli/bin.js');

/** Whether a program can be given a terminal here, by the `script` of util-linux. */
export const hasTerminal = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);

/** A run of the program at a terminal of its own. */
export interface TerminalRun {
  /** Resolves when this text has shown since the last time; rejects when the program ends without it. */
  shows(text: string): Promise<void>;
  type(keys: string): void;
  /** Exit code, and all that has shown, without control characters. */
  ended: Promise<{ code: number | null; screen: string }>;
}

export function runAtTerminal(
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): TerminalRun {
  const words = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn('script', ['-qfec', `stty cols 120; ${words.join(' ')}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TERM: 'xterm', XDG_STATE_HOME: join(cwd, 'state'), ...env },
  });
  let screen = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    screen = stripVTControlCharacters(screen + chunk);
    for (const look of waiting) look();
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<{ code: number | null; screen: string }>((done) => {
    child.once('close', (code) => done({ code, screen }));
  });
  return {
    ended,
    type: (keys) => void child.stdin.write(keys),
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const at = screen.indexOf(text, seen);
          if (at === -1) return;
          seen = at + text.length;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without \`${text}\`:\n${screen}`)));
      }),
  };
}
