import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { printError } from './terminal.ts';

export const canAskSecrets = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks the person at the terminal; nothing that is typed is shown. */
export async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(`${question}: `);
  try {
    return await terminal.question('');
  } finally {
    printError();
    terminal.close();
  }
}

/** All of stdin, without the line break at its end. */
export const readStdin = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');
