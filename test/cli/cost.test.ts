import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

interface Cost {
  integration: string;
  tokens: number;
  instructions: number;
  tools: {
    tool: string;
    tokens: number;
    description: number;
    input_schema: number;
    output_schema: number;
    other: number;
  }[];
  profiles: { profile: string; tools: number; tokens: number }[];
}

let cost: Cost;
let listed: { name: string }[];
beforeAll(async () => {
  const [costs, tools] = await Promise.all([
    runCli(['cost', 'ipost', '--format', 'json']),
    runCli(['tools', 'ipost', '--json']),
  ]);
  cost = JSON.parse(costs.stdout)[0];
  listed = JSON.parse(tools.stdout);
});

test('a tool costs what its JSON in tools/list does, and its parts add up', () => {
  const { tools, tokens, instructions } = cost;
  expect(tools.map(({ tool }) => tool)).toEqual(listed.map(({ name }) => name));
  // Long text is counted in pieces, whose joints can cost a token each.
  for (const [index, tool] of listed.entries())
    expect(Math.abs(encode(JSON.stringify(tool)).length - (tools[index]?.tokens ?? 0))).toBeLessThan(3);
  for (const { tokens: whole, description, input_schema, output_schema, other } of tools)
    expect(Math.abs(description + input_schema + output_schema + other - whole)).toBeLessThan(5);
  expect(tokens).toBe(tools.reduce((sum, tool) => sum + tool.tokens, 0));
  expect(instructions).toBeGreaterThan(100);
});

test('each profile costs its tools', () => {
  const { profiles, tokens, tools } = cost;
  const of = (name: string) => profiles.find(({ profile }) => profile === name);
  expect(of('all')).toEqual({ profile: 'all', tools: tools.length, tokens });
  expect((of('read')?.tokens ?? 0) + (of('write')?.tokens ?? 0)).toBe(tokens);
  expect((of('read')?.tools ?? 0) + (of('write')?.tools ?? 0)).toBe(listed.length);
  expect(of('#lists')?.tools).toBeGreaterThan(1);
  expect(of('#lists')?.tokens).toBeLessThan(tokens);
  expect(of('search')).toMatchObject({ tools: 3 });
  expect(of('search')?.tokens).toBeLessThan(1_000);
});

test('--max-tokens is a limit for CI', async () => {
  const { tokens } = cost;
  const [enough, short] = await Promise.all(
    [tokens, tokens - 1].map((most) => runCli(['cost', 'ipost', '--max-tokens', String(most)])),
  );
  expect([enough?.code, enough?.stderr]).toEqual([0, '']);
  expect([short?.code, short?.stderr]).toEqual([
    1,
    expect.stringMatching(/the tools of `ipost` take [\d,]+ tokens, `\w+` the most\. At most/),
  ]);
  expect(short?.stdout).toMatch(/^iPost {2}\d+ tools {2}[\d,]+ tokens in tools\/list\n/);
});

test.each(['-1', 'many', '1.5', ''])('%j is no number of tokens', async (text) => {
  const { code, stderr } = await runCli(['cost', 'ipost', `--max-tokens=${text}`]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('expected a whole number')]);
});
