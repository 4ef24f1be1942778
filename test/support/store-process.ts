import { type ChildProcess, spawn } from 'node:child_process';
import { KEY } from './stores.ts';

export interface Script {
  child: ChildProcess;
  /** Resolves with the first that it prints. */
  printed: Promise<string>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Runs a piece of JavaScript in a process of its own, with `store` open on a database. */
export function runScript(url: string, script: string): Script {
  const open = new URL('../../engine/gateway/store/open.ts', import.meta.url);
  const program = `import { openStore } from '${open}';
    const key = Buffer.from('${KEY.toString('base64')}', 'base64');
    const store = await openStore({ url: '${url}', key, onFault() {} });
    ${script}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk) => {
      output[name] += chunk;
    });
  return {
    child,
    printed: new Promise((resolve) => child.stdout.once('data', resolve)),
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output }))),
  };
}
