/** A server as a client is told of it: an address, or a command that speaks MCP on stdio. */
export type Target = { name: string } & (
  | { url: string; headers?: Readonly<Record<string, string>> }
  | { command: string; args: readonly string[]; env?: Readonly<Record<string, string>> }
);

/** An MCP client: how it is told of a server, by a person or by us. */
export interface McpClient {
  id: string;
  label: string;
  /** What a person types or pastes; a sentence where there is no more to it. */
  setup(target: Target): string;
  /** A link that opens the client with the server filled in. */
  deeplink?(target: Target): string;
  /** The file in which the client keeps its servers. */
  file?: ConfigFile;
}

export interface ConfigFile {
  /** Where it is for this user, or for this project where the client has such a file. */
  pathFor(places: Places, scope: Scope): string | undefined;
  /** Its text with the server added, or put in the place of one of that name. */
  edit(text: string, target: Target): string;
}

export type Scope = 'user' | 'project';

/** Folders that configuration lies in. */
export interface Places {
  home: string;
  project: string;
  platform: NodeJS.Platform;
  /** `APPDATA` on Windows. */
  appData?: string | undefined;
}

export const isRemote = (target: Target): target is Extract<Target, { url: string }> => 'url' in target;
