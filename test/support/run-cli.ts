import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bareEnvironment } from './bare-environment.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What comes on stdin, which then ends. */
  input?: string;
}

/** Runs the built program to its end, away from any `.env` and any account of the machine. */
export function runCli(
  args: readonly string[],
  { cwd = ROOT, env = {}, input = '' }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...bareEnvironment(), ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    output.stderr += chunk;
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((done) => void child.once('close', (code) => done({ code, ...output })));
}
