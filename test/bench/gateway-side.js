// One side of the bench of the gateway, as a process of its own: `upstream`, or `bare` with the upstream's address.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { request } from 'undici';

const [side, upstream] = process.argv.slice(2);
const ORDER = JSON.stringify({
  id: '1',
  sku: 'A-1',
  price: 12.5,
  customer: { name: 'Ann', city: 'Chicago' },
});
const TOOL = {
  name: 'get_single_shop_order_by_id',
  inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
};

/** The same request by hand on the official SDK: no account, no scope, no limit, no record. */
function bare() {
  const server = new Server({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [TOOL] }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const headers = { authorization: 'Bearer upstream-secret' };
    const { body } = await request(`${upstream}/orders/${params.arguments.id}`, { headers });
    const structuredContent = await body.json();
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  });
  return server;
}

const answer =
  side === 'upstream'
    ? (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(ORDER)
    : toNodeHandler(createMcpHandler(bare));
const server = createServer(answer);
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
