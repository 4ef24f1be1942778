import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';

const ACTION = resolve(import.meta.dirname, '../../.github/actions/ymcp/action.yml');

export interface Step {
  name: string;
  id?: string;
  if?: string;
  uses?: string;
  shell?: string;
  run?: string;
  env?: Readonly<Record<string, string>>;
  'working-directory'?: string;
}

export interface Action {
  inputs: Readonly<Record<string, { description: string; default: string }>>;
  runs: { steps: readonly Step[] };
}

export const readAction = (): Action => parse(readFileSync(ACTION, 'utf8'));

/** What became of one step; `skipped` when its condition did not hold, `undefined` for another action. */
export interface StepResult {
  step: Step;
  outcome: 'success' | 'failure' | 'skipped' | undefined;
  /** What it printed, stdout and stderr as they came. */
  output: string;
}

export interface Runner {
  /** The checked-out repository that is looked at. */
  workspace: string;
  /** A folder for the files that steps talk to the runner through. */
  temp: string;
  /** Where the action itself is checked out. */
  actionPath: string;
  inputs: Readonly<Record<string, string>>;
  /** Folders that stand first on the PATH. */
  path?: readonly string[];
  /** Steps that are taken as done, by id. */
  done?: readonly string[];
}

/** Carries out the steps of the action one after another, as a runner of GitHub does those that are shell. */
export function runAction({ inputs: given, ...runner }: Runner): { results: StepResult[]; summary: string } {
  const { inputs, runs } = readAction();
  const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default]);
  const values = { ...Object.fromEntries(defaults), base: '', ...given };
  const results: StepResult[] = [];
  rmSync(runner.temp, { recursive: true, force: true });
  mkdirSync(runner.temp, { recursive: true });
  for (const name of ['path', 'summary']) writeFileSync(join(runner.temp, name), '');
  for (const step of runs.steps) results.push(runStep(step, values, results, runner));
  return { results, summary: readFileSync(join(runner.temp, 'summary'), 'utf8') };
}

function runStep(
  step: Step,
  inputs: Readonly<Record<string, string>>,
  earlier: readonly StepResult[],
  { workspace, temp, actionPath, path = [], done = [] }: Omit<Runner, 'inputs'>,
): StepResult {
  const fill = (text: string) =>
    text.replace(/\$\{\{(.+?)\}\}/g, (_, expression) => String(evaluate(expression, inputs, earlier)));
  if (step.if !== undefined && fill(step.if) !== 'true') return { step, outcome: 'skipped', output: '' };
  if (step.run === undefined) return { step, outcome: undefined, output: '' };
  if (step.id !== undefined && done.includes(step.id)) return { step, outcome: 'success', output: '' };
  const script = join(temp, 'step.sh');
  writeFileSync(script, step.run);
  const added = readFileSync(join(temp, 'path'), 'utf8').split('\n').filter(Boolean);
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, fill(text)]));
  // `shell: bash` of GitHub, with stderr where it came.
  const ran = spawnSync('bash', ['-c', `exec bash --noprofile --norc -eo pipefail "$0" 2>&1`, script], {
    cwd: join(workspace, fill(step['working-directory'] ?? '.')),
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: [...added, ...path, process.env.PATH].join(':'),
      RUNNER_TEMP: temp,
      GITHUB_ACTION_PATH: actionPath,
      GITHUB_PATH: join(temp, 'path'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      ...env,
    },
  });
  return { step, outcome: ran.status === 0 ? 'success' : 'failure', output: ran.stdout };
}

/** The few kinds of expressions that the action uses, as GitHub means them. */
function evaluate(
  expression: string,
  inputs: Readonly<Record<string, string>>,
  earlier: readonly StepResult[],
): unknown {
  const outcomeOf = (id: string) => earlier.find(({ step }) => step.id === id)?.outcome ?? 'skipped';
  const script = expression
    .replaceAll('!cancelled()', 'true')
    .replaceAll(/\bsteps\.([\w-]+)\.outcome\b/g, (_, id) => JSON.stringify(outcomeOf(id)))
    .replaceAll(/\binputs\.([\w-]+)/g, (_, name) => JSON.stringify(inputs[name] ?? ''));
  return runInNewContext(script);
}
