import { isRemote, type McpClient } from './client.ts';

const isPublic = (url: string) => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
};

export const chatgpt: McpClient = {
  id: 'chatgpt',
  label: 'ChatGPT, Claude on the web',
  setup: (target) =>
    isRemote(target) && isPublic(target.url)
      ? `add a connector with the address ${target.url}`
      : 'reach public https addresses only, not this machine; use their desktop apps',
};
