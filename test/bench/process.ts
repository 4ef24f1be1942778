import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Clock ticks of the kernel in a second, as `/proc` counts processor time. */
const TICKS = 100;

/** Milliseconds of processor time that a process has used; `undefined` where there is no `/proc`. */
export function processorTime(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
  } catch {
    return undefined;
  }
}

/** A line of `/proc/<pid>/status` in mebibytes: `VmRSS` is the memory in use, `VmHWM` its peak. */
export function memory(pid: number, line: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const found = new RegExp(`${line}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1_024 : undefined;
  } catch {
    return undefined;
  }
}

/** Starts a node program and resolves with the first line in which it gives its address. */
export async function startServer(
  args: readonly string[],
  stream: 'stdout' | 'stderr',
  env: Readonly<Record<string, string>> = {},
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child[stream] }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(line);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code} before it was ready`)));
  });
  return { url, child };
}

/** Ends a process and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
