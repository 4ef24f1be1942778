import { chatgpt } from './chatgpt.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import type { McpClient, Target } from './client.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import { vsCode } from './vs-code.ts';

/** Every client that ymcp can be set up in. A new one is a file and a line here. */
export const clients: readonly McpClient[] = [claudeCode, claudeDesktop, codex, cursor, vsCode, chatgpt];

/** A row for each client with how it is told of a server. */
export const setupRows = (target: Target, bold: (text: string) => string): string[][] =>
  clients.flatMap(({ label, setup, deeplink }) => [
    [`  ${bold(label)}`, setup(target)],
    ...(deeplink ? [['', deeplink(target)]] : []),
  ]);
