// Written by hand on the official SDK 2.x, with its low-level server.
import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { callTool, tools } from './tools.js';

serveStdio(() => {
  const server = new Server({ name: 'crm', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', ({ params }) => callTool(params.name, params.arguments));
  return server;
});
