import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node.js';

/** A place in a document as the protocol has it: both numbers count from 0. */
interface Place {
  line: number;
  character: number;
}

export interface Finding {
  message: string;
  range: { start: Place; end: Place };
}

interface Completion {
  label: string;
  documentation?: string | { value: string };
}

const SETTINGS = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
};

/** The language server that editors start for YAML, spoken to as they do: over stdio, with documents that need not be saved. */
export class LanguageServer {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #waiting = new Map<string, (found: Finding[]) => void>();
  #version = 0;

  private constructor(child: ChildProcess, connection: MessageConnection) {
    this.#child = child;
    this.#connection = connection;
  }

  static async start(): Promise<LanguageServer> {
    const manifest = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    const program = join(dirname(manifest), bin['yaml-language-server']);
    const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createMessageConnection(child.stdout, child.stdin);
    const server = new LanguageServer(child, connection);
    connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => (SETTINGS as Record<string, unknown>)[section] ?? {}),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: Finding[] }) =>
        server.#waiting.get(uri)?.(diagnostics),
    );
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } },
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: SETTINGS });
    return server;
  }

  /** Shows the server a document, and waits for what it finds wrong. */
  async open(uri: string, text: string): Promise<Finding[]> {
    const found = new Promise<Finding[]>((resolve) => this.#waiting.set(uri, resolve));
    this.#version += 1;
    const textDocument = { uri, languageId: 'yaml', version: this.#version, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
    return found;
  }

  /** What the server offers at a place: labels with their documentation. */
  async complete(uri: string, position: Place): Promise<Map<string, string>> {
    const asked = { textDocument: { uri }, position };
    const { items } = await this.#connection.sendRequest<{ items: Completion[] }>(
      'textDocument/completion',
      asked,
    );
    return new Map(
      items.map(({ label, documentation = '' }) => [
        label,
        typeof documentation === 'string' ? documentation : documentation.value,
      ]),
    );
  }

  /** What is shown over a place; nothing where the server has nothing to say. */
  async hover(uri: string, position: Place): Promise<string | undefined> {
    const asked = { textDocument: { uri }, position };
    const shown = await this.#connection.sendRequest<{ contents: { value: string } } | null>(
      'textDocument/hover',
      asked,
    );
    return shown?.contents.value;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await closed;
    this.#connection.dispose();
  }
}
