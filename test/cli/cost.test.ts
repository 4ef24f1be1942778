import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
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

const costOf = async (name: string): Promise<Cost> =>
  JSON.parse((await runCli(['cost', name, '--format', 'json'])).stdout)[0];

test('a tool costs what its JSON in tools/list does, and its parts add up', async () => {
  const listed = JSON.parse((await runCli(['tools', 'ipost', '--json'])).stdout) as { name: string }[];
  const { tools, tokens, instructions } = await costOf('ipost');
  expect(tools.map(({ tool, tokens: cost }) => [tool, cost])).toEqual(
    listed.map((tool) => [tool.name, encode(JSON.stringify(tool)).length]),
  );
  for (const { tokens: whole, description, input_schema, output_schema, other } of tools)
    expect(Math.abs(description + input_schema + output_schema + other - whole)).toBeLessThan(5);
  expect(tokens).toBe(tools.reduce((sum, tool) => sum + tool.tokens, 0));
  expect(instructions).toBeGreaterThan(100);
});

test('each profile costs its tools', async () => {
  const { profiles, tokens, tools } = await costOf('ipost');
  const of = (name: string) => profiles.find(({ profile }) => profile === name);
  expect(of('all')).toEqual({ profile: 'all', tools: tools.length, tokens });
  expect((of('read')?.tokens ?? 0) + (of('write')?.tokens ?? 0)).toBe(tokens);
  const lists = await runCli(['tools', 'ipost', '--json']);
  const named = (JSON.parse(lists.stdout) as { name: string }[]).length;
  expect((of('read')?.tools ?? 0) + (of('write')?.tools ?? 0)).toBe(named);
  expect(of('#lists')?.tools).toBeGreaterThan(1);
  expect(of('#lists')?.tokens).toBeLessThan(tokens);
  expect(of('search')).toMatchObject({ tools: 3 });
  expect(of('search')?.tokens).toBeLessThan(1_000);
});

test('--max-tokens is a limit for CI', async () => {
  const { tokens } = await costOf('ipost');
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
