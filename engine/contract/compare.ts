import { type Change, change, IMPACTS, type Impact, isSame } from './change.ts';
import type { Contract, ContractTool } from './contract.ts';
import { comparePrompts } from './prompts.ts';
import { compareSchemas } from './schemas.ts';
import { SETTINGS } from './sides.ts';
import { compareTools } from './tools.ts';

export interface ToolDiff {
  /** Its name now, or, when it is gone, as it was. */
  tool: string;
  /** Its name before, when it is another one. */
  was?: string;
  /** `resource.method` in the YAML. */
  from: string;
  status: 'added' | 'removed' | 'renamed' | 'changed';
  changes: readonly Change[];
}

export interface ContractDiff {
  integration: string;
  /** Tools that differ: those that were there in the former order, then the new ones. */
  tools: readonly ToolDiff[];
  /** What concerns the integration as a whole. */
  shared: readonly Change[];
}

/** A contract, and the request line of each of its tools where it is known. */
export interface Version {
  contract: Contract;
  requests?: ReadonlyMap<string, string>;
}

/** A contract without anything in it: what there was before an integration existed. */
export const nothing = (integration: string): Version => ({
  contract: { integration, instructions: undefined, account: undefined, prompts: {}, tools: [] },
});

/** Every difference between two versions of an integration, with what it means for those who rely on it. */
export function compareContracts(before: Version, after: Version): ContractDiff {
  const [was, is] = [before.contract, after.contract];
  const successors = findSuccessors(before, after);
  const taken = new Set(successors.values());
  return {
    integration: is.integration,
    tools: [
      ...was.tools.flatMap((tool) => diffTool(tool, successors.get(tool))),
      ...is.tools.filter((tool) => !taken.has(tool)).map(addedTool),
    ],
    shared: [
      ...compareInstructions(was.instructions, is.instructions),
      ...compareSchemas(
        was.account ?? { properties: {} },
        is.account ?? { properties: {} },
        'account',
        SETTINGS,
      ),
      ...comparePrompts(was.prompts, is.prompts),
    ],
  };
}

/** Which tool each former one has become: of the same name, else from the same method, else making the same request. */
function findSuccessors(before: Version, after: Version): Map<ContractTool, ContractTool> {
  const successors = new Map<ContractTool, ContractTool>();
  const left = new Set(after.contract.tools);
  const match = (keyOf: (tool: ContractTool, version: Version) => string | undefined) => {
    const was = singles(
      before.contract.tools.filter((tool) => !successors.has(tool)),
      (tool) => keyOf(tool, before),
    );
    const is = singles([...left], (tool) => keyOf(tool, after));
    for (const [key, tool] of was) {
      const successor = is.get(key);
      if (!successor) continue;
      successors.set(tool, successor);
      left.delete(successor);
    }
  };
  match(({ name }) => name);
  match(({ from }) => from);
  match(({ name }, { requests }) => requests?.get(name));
  return successors;
}

/** Tools by a key that no other has. */
function singles(
  tools: readonly ContractTool[],
  keyOf: (tool: ContractTool) => string | undefined,
): Map<string, ContractTool> {
  const groups = new Map<string, ContractTool[]>();
  for (const tool of tools) {
    const key = keyOf(tool);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), tool]);
  }
  return new Map(
    [...groups].flatMap(([key, [one, ...more]]) => (one && more.length === 0 ? [[key, one]] : [])),
  );
}

function diffTool(before: ContractTool, after: ContractTool | undefined): ToolDiff[] {
  const { name, from } = before;
  if (!after) {
    const gone = change('name', 'the tool is gone', ['breaking', 'whoever calls it is refused.']);
    return [{ tool: name, from, status: 'removed', changes: [gone] }];
  }
  const changes = compareTools(before, after);
  if (name === after.name)
    return changes.length === 0 ? [] : [{ tool: name, from: after.from, status: 'changed', changes }];
  const renamed = change(
    'name',
    `the tool is called \`${after.name}\` now`,
    ['breaking', 'whoever calls, allows or mentions the former name does not find it.'],
    { before: name, after: after.name },
  );
  return [
    { tool: after.name, was: name, from: after.from, status: 'renamed', changes: [renamed, ...changes] },
  ];
}

const addedTool = ({ name, from }: ContractTool): ToolDiff => ({
  tool: name,
  from,
  status: 'added',
  changes: [change('name', 'the tool is new', ['safe', 'nothing that exists depends on it.'])],
});

const compareInstructions = (before: string | undefined, after: string | undefined): Change[] =>
  isSame(before, after)
    ? []
    : [
        change('instructions', 'the instructions are others', ['review', 'models go by these words.'], {
          before,
          after,
        }),
      ];

/** All changes, those of the integration as a whole first. */
export const changesIn = ({ shared, tools }: ContractDiff): Change[] => [
  ...shared,
  ...tools.flatMap(({ changes }) => changes),
];

/** How many changes there are of each kind. */
export const countImpacts = (changes: readonly Change[]): Record<Impact, number> =>
  Object.fromEntries(
    IMPACTS.map((impact) => [impact, changes.filter((one) => one.impact === impact).length]),
  ) as Record<Impact, number>;

/** Every change in a line: what it is about, where, and what has happened. */
export const describeDiff = ({ shared, tools }: ContractDiff): string[] => [
  ...shared.map(({ place, what }) => `\`${place}\`: ${what}`),
  ...tools.flatMap(({ tool, was, changes }) =>
    changes.map(({ place, what }) => `the tool \`${was ?? tool}\`, \`${place}\`: ${what}`),
  ),
];
