import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAction, type StepResult } from './action.ts';
import { makeRepository, shownChange } from './repository.ts';

/*
 * Runs the action on a branch with a breaking change, from a clone of this repository as it is committed, and prints what
 * every step says. `--write` puts that into the page of the action.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, '.github/actions/ymcp/README.md');
const BETWEEN = /(<!-- transcript -->\n)[\s\S]*(<!-- end of transcript -->)/;

const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
try {
  const action = join(folder, 'action');
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${ROOT}`, action], { stdio: 'inherit' });
  const workspace = makeRepository(folder, (work) => {
    const update = ['test', './integrations/shop', '--update-contract'];
    execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...update], {
      cwd: work,
      stdio: 'ignore',
    });
  });
  const { results, summary } = runAction({
    workspace,
    temp: join(folder, 'temp'),
    actionPath: join(action, '.github/actions/ymcp'),
    inputs: { base: 'main', 'max-tokens': '1000', 'min-coverage': '60', sarif: 'ymcp.sarif' },
  });
  const page = transcript(shownChange(folder), results, summary).replaceAll(folder, '…');
  if (values.write)
    writeFileSync(
      PAGE,
      readFileSync(PAGE, 'utf8').replace(BETWEEN, (_, start, end) => `${start}${page}${end}`),
    );
  else process.stdout.write(page);
} finally {
  rmSync(folder, { recursive: true });
}

function transcript(change: string, results: readonly StepResult[], summary: string): string {
  const lines = change.split('\n').filter((line) => /^[-+]/.test(line) && !/^(---|\+\+\+)/.test(line));
  const steps = results.flatMap(({ step, outcome, output }) => {
    const mark = { success: '✓', failure: '✗', skipped: '-' }[outcome ?? 'skipped'];
    const how = step.uses === undefined ? '' : ` (\`${step.uses}\`, not run by hand)`;
    return [`**${mark} ${step.name}**${how}`, ...(output.trim() === '' ? [] : [fenced('console', output)])];
  });
  return [
    'The branch:',
    fenced('diff', lines.join('\n')),
    ...steps,
    'The summary of the job:',
    summary.trim(),
    '',
  ].join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
