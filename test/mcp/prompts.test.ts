import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { connectHttp, ERAS, type Era } from '../support/clients.ts';
import { catalogOf, integrationAt, integrationFrom } from '../support/integration.ts';

let server: HttpServer | undefined;
afterEach(() => server?.close());

const PROMPTS = `
prompts:
  greet:
    title: Greet
    description: Says hello.
    arguments: { who: { description: Whom., required: true }, how: { description: How. } }
    text: 'Say {{how ? how : "hello"}} to {{$arguments.who}} with \`list_all_shop_orders\`.'
  talk:
    messages: [{ role: user, text: Hi. }, { role: assistant, text: "Hi {{who}}." }]
    arguments: { who: {} }
  echo:
    arguments: { what: {}, constructor: { required: true } }
    text: "{{what}}"
`;

async function connect(era: Era, prompts: string) {
  const integration = integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: http://127.0.0.1:1
${prompts}
resources: { orders: { methods: { list: { description: All., request: GET /orders, response: { items: $ } } } } }
`);
  server = await serveHttp(
    catalogOf(integration, {}),
    { name: 'shop', version: '1' },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
  return connectHttp(era, server.url);
}

describe.each(ERAS)('a client of %s', (era) => {
  test('lists prompts', async () => {
    const client = await connect(era, PROMPTS);
    expect(client.capabilities).toHaveProperty('prompts');
    expect(await client.listPrompts()).toMatchObject([
      {
        name: 'greet',
        title: 'Greet',
        description: 'Says hello.',
        arguments: [
          { name: 'who', description: 'Whom.', required: true },
          { name: 'how', description: 'How.', required: false },
        ],
      },
      { name: 'talk', arguments: [{ name: 'who', required: false }] },
      { name: 'echo' },
    ]);
    await client.close();
  });

  test('gets a text as one message of the user, with the arguments filled in', async () => {
    const client = await connect(era, PROMPTS);
    const { messages } = await client.getPrompt('greet', { who: 'Ann' });
    expect(messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Say hello to Ann with `list_all_shop_orders`.' } },
    ]);
    const second = await client.getPrompt('greet', { who: '{{how}}', how: 'bye' });
    expect(second.messages[0]?.content.text).toBe('Say bye to {{how}} with `list_all_shop_orders`.');
    await client.close();
  });

  test('gets several messages in their order and with their roles', async () => {
    const client = await connect(era, PROMPTS);
    const { messages } = await client.getPrompt('talk', { who: 'Bob' });
    expect(messages.map(({ role, content }) => [role, content.text])).toEqual([
      ['user', 'Hi.'],
      ['assistant', 'Hi Bob.'],
    ]);
    await client.close();
  });

  test.each([
    ['greet', {}, 'needs `who`'],
    ['greet', { who: '' }, 'needs `who`'],
    ['echo', { what: 'x' }, 'needs `constructor`'],
    ['echo', { constructor: 'x' }, 'comes out empty'],
    ['talk', {}, '`{{who}}` has no value'],
    ['gret', { who: 'x' }, 'did you mean `greet`?'],
  ])('is told by -32602 what is wrong with %s %j', async (name, args, words) => {
    const client = await connect(era, PROMPTS);
    await expect(client.getPrompt(name, args)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(words),
    });
    await client.close();
  });

  test('is offered no prompts by a server that has none', async () => {
    const client = await connect(era, '');
    expect(client.capabilities).not.toHaveProperty('prompts');
    await client.close();
  });
});

test.each([
  [{ list: 'Spring', journey_id: '7' }, 'journey 7.\n'],
  [{ list: 'Spring', journey_id: '7', properties: 'source = web' }, 'every recipient: source = web.'],
])('the campaign of iPost takes %j', async (args, words) => {
  const [campaign] = ipost().prompts;
  expect((await campaign?.fill(args))?.[0]?.text).toContain(words);
});

test('the prompts of iPost are short and have the user agree before anything is written', async () => {
  const { prompts } = ipost();
  expect(prompts.map(({ name }) => name)).toEqual(['campaign_orchestrator', 'compliance_sync']);
  for (const prompt of prompts) {
    const given = Object.fromEntries(prompt.arguments.map(({ name }) => [name, 'x']));
    const text = (await prompt.fill(given))[0]?.text ?? '';
    expect(text.length).toBeLessThan(1_500);
    expect(text.search('wait for my agreement')).toBeGreaterThan(0);
    expect(text.search('wait for my agreement')).toBeLessThan(text.search('`create_a_'));
  }
});

const ipost = () => catalogOf(integrationAt(join(import.meta.dirname, '../../integrations/ipost')), {});
