import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readAction, runAction, type StepResult } from './action.ts';
import { makeRepository } from './repository.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
const lacking = ['diff', 'cost'].filter((name) => !existsSync(join(ROOT, `cli/commands/${name}.ts`)));
const why = lacking.length > 0 ? ` (skipped: there is no ymcp ${lacking.join(', ')})` : '';
/** The steps are programs of their own, and wait for each other. */
const TIMEOUT = 120_000;
const INPUTS = { base: 'main', 'max-tokens': '1000', 'min-coverage': '60', sarif: 'ymcp.sarif' };

let folder: string;
let workspace: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/ymcp'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(join(folder, 'bin/ymcp'), 0o755);
  workspace = makeRepository(folder, (work) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [MAIN, 'test', './integrations/shop', '--update-contract'],
      { cwd: work, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '2 cases: 2 passed, 0 failed.\n']);
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The steps after the installation, with the ymcp that the tests are built with. */
const run = (inputs: Readonly<Record<string, string>>) =>
  runAction({
    ...{ workspace, inputs, temp: join(folder, 'temp'), actionPath: folder },
    ...{ path: [join(folder, 'bin')], done: ['install'] },
  });
const outcomes = (results: readonly StepResult[]) =>
  Object.fromEntries(results.map(({ step, outcome }) => [step.name, outcome]));

describe.skipIf(lacking.length > 0)(`the steps of the action${why}`, { timeout: TIMEOUT }, () => {
  test('on a branch with a breaking change, every step runs to its end and says what it finds', () => {
    const { results, summary } = run(INPUTS);
    expect(outcomes(results)).toEqual({
      ...{ Node: undefined, Install: 'success', Validate: 'failure', 'Upload findings': 'skipped' },
      ...{ Test: 'failure', Compare: 'failure', Cost: 'success' },
    });
    const said = Object.fromEntries(results.map(({ step, output }) => [step.name, output]));
    expect(said.Validate).toMatch(
      /^::warning .*file=integrations\/shop\/resources\/orders\.yaml.*missing-description/m,
    );
    expect(said.Test).toContain('the contract of shop has changed');
    expect(said.Compare).toMatch(/^::error .*file=integrations\/shop\/resources\/orders\.yaml.*status/m);
    expect(summary).toContain('status');
    expect(readFileSync(join(workspace, 'ymcp-junit.xml'), 'utf8')).toContain('<testsuite');
    expect(JSON.parse(readFileSync(join(workspace, 'ymcp.sarif'), 'utf8')).version).toBe('2.1.0');
  });

  test('what is not asked for is left out', () => {
    rmSync(join(workspace, 'ymcp.sarif'), { force: true });
    const { results } = run({});
    expect(outcomes(results)).toMatchObject({
      Compare: 'skipped',
      Cost: 'skipped',
      'Upload findings': 'skipped',
    });
    expect(existsSync(join(workspace, 'ymcp.sarif'))).toBe(false);
  });

  test('too many tokens fail the job', () => {
    const cost = run({ ...INPUTS, base: '', 'max-tokens': '10' }).results.find(
      ({ step }) => step.name === 'Cost',
    );
    expect(cost?.outcome).toBe('failure');
  });

  test('names of integrations come as words, and are never read as shell', () => {
    const { results } = run({ integrations: './integrations/shop $(touch hacked)' });
    expect(results.find(({ step }) => step.name === 'Validate')?.output).toContain('$(touch');
    expect(existsSync(join(workspace, 'hacked'))).toBe(false);
  });
});

test('no input is written into a script, where it would be read as shell', () => {
  const { inputs, runs } = readAction();
  for (const { run: script = '', shell, uses } of runs.steps) {
    expect(script).not.toContain('${{');
    expect(shell ?? uses).toBeDefined();
  }
  for (const { description } of Object.values(inputs)) expect(description).toMatch(/\.$/);
});

test('the workflows on the page of the action are YAML of ten lines, and use what the action has', () => {
  const page = readFileSync(join(ROOT, '.github/actions/ymcp/README.md'), 'utf8');
  const [github, gitlab, hooks] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  for (const text of [github, gitlab, hooks]) expect(text?.trim().split('\n').length).toBeLessThanOrEqual(10);
  const { jobs } = parse(github ?? '');
  const used = jobs.ymcp.steps.find(({ uses }: { uses: string }) => uses.includes('/.github/actions/ymcp@'));
  expect(Object.keys(readAction().inputs)).toEqual(expect.arrayContaining(Object.keys(used.with)));
  expect(parse(gitlab ?? '').ymcp.script.length).toBeGreaterThan(3);
  const offered = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')).map(
    ({ id }: { id: string }) => id,
  );
  expect(parse(hooks ?? '').repos[0].hooks.map(({ id }: { id: string }) => id)).toEqual(offered);
});
