import { Hono } from 'hono';
import { testAccount } from '../account-test.ts';
import { addAccount, noAccount, rotateAccount, viewAccount } from '../accounts.ts';
import type { Gateway } from '../gateway.ts';
import { createServer, getServer, operationsOf, removeServer, updateServer } from '../servers.ts';
import { jsonOf, pageOf } from './admin.ts';
import { ticketFor } from './connect.ts';
import type { Env } from './context.ts';

const words = (text: string | undefined) => text?.split(',').filter(Boolean);

/** `/integrated-account`: accounts and the scoped servers over them, as Truto's API has them. */
export function accountRoutes(gateway: Gateway): Hono<Env> {
  const { store, integrations, publicUrl } = gateway;
  const place = { store, integrations, publicUrl: publicUrl.href };
  return new Hono<Env>()
    .get('/', async (c) => {
      const { integration, tenant_id } = c.req.query();
      return c.json({ result: await store.accounts.list({ integration, tenant_id }), next_cursor: null });
    })
    .post('/', async (c) => c.json(await addAccount(store, integrations, jsonOf(c)), 201))
    .get('/:id', async (c) => c.json(await viewAccount(store, integrations, c.req.param('id'))))
    .patch('/:id', async (c) =>
      c.json(await rotateAccount(store, integrations, c.req.param('id'), jsonOf(c))),
    )
    .delete('/:id', async (c) => {
      if (!(await store.accounts.remove(c.req.param('id')))) noAccount(c.req.param('id'));
      return c.body(null, 204);
    })
    .post('/:id/test', async (c) => {
      const { error, ...facts } = await testAccount(store, integrations, c.req.param('id'), gateway.key);
      const problem = error && { code: error.code, message: error.message };
      return c.json({ ok: error === undefined, ...facts, ...(problem && { error: problem }) });
    })
    .post('/:id/connect', async (c) => {
      const account = (await store.accounts.find(c.req.param('id'))) ?? noAccount(c.req.param('id'));
      return c.json(ticketFor(gateway, account.id), 201);
    })
    .get('/:id/tools', async (c) => {
      const { integration } = await viewAccount(store, integrations, c.req.param('id'));
      const config = {
        ...(c.req.query('methods') !== undefined && { methods: words(c.req.query('methods')) ?? [] }),
        ...(c.req.query('tags') !== undefined && { tags: words(c.req.query('tags')) ?? [] }),
      };
      const served = integrations.get(integration);
      const tools = served ? operationsOf(served, config) : [];
      return c.json(
        tools.map(({ tool, resource, method, description, tags, inputSchema }) => ({
          name: tool,
          resource,
          method,
          description,
          tags,
          input_schema: inputSchema,
          required: inputSchema.required ?? [],
        })),
      );
    })
    .get('/:id/mcp', async (c) => {
      const account = c.req.param('id');
      if (!(await store.accounts.find(account))) noAccount(account);
      return c.json(await store.servers.list({ ...pageOf(c), account }));
    })
    .post('/:id/mcp', async (c) =>
      c.json(await createServer(place, c.req.param('id'), jsonOf(c), c.get('admin')), 201),
    )
    .get('/:id/mcp/:server', async (c) =>
      c.json(await getServer(store, c.req.param('id'), c.req.param('server'))),
    )
    .patch('/:id/mcp/:server', async (c) =>
      c.json(await updateServer(place, c.req.param('id'), c.req.param('server'), jsonOf(c))),
    )
    .delete('/:id/mcp/:server', async (c) => {
      await removeServer(store, c.req.param('id'), c.req.param('server'));
      return c.body(null, 204);
    });
}
