import type { JsonSchema } from '../json.ts';
import { type Change, change, isSame, type Verdict } from './change.ts';
import type { ContractTool } from './contract.ts';
import { compareSchemas } from './schemas.ts';
import { ARGUMENTS, RESULT } from './sides.ts';

type Part = keyof ContractTool;

const CHOSEN_BY: Verdict = ['review', 'models choose the tool by these words.'];
const SHOWN: Verdict = ['safe', 'clients show it to people, and call the tool by its name.'];
const SCOPED: Verdict = ['review', 'servers limited by methods may offer or hide the tool now.'];

/** How the parts of a tool are compared; a part that is missing here is compared as a whole. */
const PARTS: ReadonlyMap<Part, (before: ContractTool, after: ContractTool) => Change[]> = new Map<
  Part,
  (before: ContractTool, after: ContractTool) => Change[]
>([
  ['name', () => []],
  ['description', whole('description', CHOSEN_BY)],
  ['title', whole('title', SHOWN)],
  ['from', whole('from', SCOPED, 'the tool comes from another method')],
  ['tags', compareTags],
  ['annotations', compareHints],
  [
    'inputSchema',
    (before, after) => compareSchemas(before.inputSchema, after.inputSchema, 'arguments', ARGUMENTS),
  ],
  [
    'outputSchema',
    (before, after) =>
      compareSchemas(before.outputSchema ?? ANYTHING, after.outputSchema ?? ANYTHING, 'result', RESULT),
  ],
]);

/** What a tool without a schema of its result may return. */
const ANYTHING: JsonSchema = { type: 'object' };

/** Every difference between two versions of a tool, its name left out. */
export const compareTools = (before: ContractTool, after: ContractTool): Change[] =>
  (Object.keys({ ...before, ...after }) as Part[]).flatMap((part) => {
    const compare =
      PARTS.get(part) ?? whole(part, ['review', 'it cannot be told what this means for clients.']);
    return compare(before, after);
  });

function whole(part: Part, verdict: Verdict, what = `the ${part} is another`) {
  return (before: ContractTool, after: ContractTool): Change[] =>
    isSame(before[part], after[part])
      ? []
      : [change(part, what, verdict, { before: before[part], after: after[part] })];
}

function compareTags({ tags: before }: ContractTool, { tags: after }: ContractTool): Change[] {
  const gone = before.filter((tag) => !after.includes(tag));
  const fresh = after.filter((tag) => !before.includes(tag));
  return [
    ...gone.map((tag) =>
      change('tags', `the tag \`${tag}\` is gone`, [
        'breaking',
        'servers limited to this tag lose the tool.',
      ]),
    ),
    ...fresh.map((tag) =>
      change('tags', `the tag \`${tag}\` is new`, [
        'review',
        'servers limited to this tag offer the tool now.',
      ]),
    ),
  ];
}

/** What it means when a hint becomes true, and when it becomes false. */
const HINTS: Readonly<Record<string, readonly [on: Verdict, off: Verdict]>> = {
  readOnlyHint: [
    ['review', 'servers limited to reading offer the tool now, and clients may run it unasked.'],
    ['breaking', 'servers limited to reading lose the tool, and clients that ran it unasked ask now.'],
  ],
  destructiveHint: [
    ['review', 'clients may ask before they run it now.'],
    ['review', 'clients may run it unasked now.'],
  ],
  idempotentHint: [
    ['review', 'clients may repeat a call that has failed now.'],
    ['review', 'clients that repeat calls might do the same thing twice.'],
  ],
  openWorldHint: [
    ['safe', 'it only says whether the tool reaches beyond a closed system.'],
    ['safe', 'it only says whether the tool reaches beyond a closed system.'],
  ],
};

function compareHints(
  { annotations: before = {}, title: titleBefore }: ContractTool,
  { annotations: after = {}, title: titleAfter }: ContractTool,
): Change[] {
  // A tool has its title twice.
  const isTold = before.title === titleBefore && after.title === titleAfter;
  const names = Object.keys({ ...before, ...after }) as (keyof typeof before)[];
  return names
    .filter((name) => !isSame(before[name], after[name]) && !(name === 'title' && isTold))
    .map((name) =>
      change(`annotations.${name}`, `\`${name}\` is another`, verdictOn(name, after[name]), {
        before: before[name],
        after: after[name],
      }),
    );
}

function verdictOn(name: string, after: unknown): Verdict {
  const [on, off] = (Object.hasOwn(HINTS, name) && HINTS[name]) || [SHOWN, SHOWN];
  return after === true ? on : off;
}
