// fastmcp from the OpenAPI document.
import { readFileSync } from 'node:fs';
import { fromOpenAPI } from 'fastmcp/openapi';

const server = await fromOpenAPI({
  spec: JSON.parse(readFileSync(process.argv[2], 'utf8')),
  maxTools: 1_000,
});
await server.start({ transportType: 'stdio' });
