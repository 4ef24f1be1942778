import { type Change, change, isSame, type Verdict } from './change.ts';
import type { Contract } from './contract.ts';

type Prompts = Contract['prompts'];
type Prompt = Prompts[string];

const GONE: Verdict = ['breaking', 'people who use it do not find it any more.'];
const NEW: Verdict = ['safe', 'nothing that exists depends on it.'];
const SAYS: Verdict = ['review', 'models are told something else now.'];
const SHOWN: Verdict = ['safe', 'clients show it to people.'];

export function comparePrompts(before: Prompts, after: Prompts): Change[] {
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const [was, is] = [own(before, name), own(after, name)];
    const place = `prompts.${name}`;
    if (!is) return [change(place, 'the prompt is gone', GONE)];
    return was ? comparePrompt(place, was, is) : [change(place, 'the prompt is new', NEW)];
  });
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function comparePrompt(place: string, before: Prompt, after: Prompt): Change[] {
  const { arguments: given = {}, ...was } = before;
  const { arguments: takes = {}, ...is } = after;
  const parts = Object.keys({ ...was, ...is }) as (keyof typeof was)[];
  return [
    ...parts
      .filter((part) => !isSame(was[part], is[part]))
      .map((part) => {
        const verdict = part === 'title' || part === 'description' ? SHOWN : SAYS;
        const values = { before: textOf(was[part]), after: textOf(is[part]) };
        return change(`${place}.${part}`, `the ${part} is another`, verdict, values);
      }),
    ...Object.keys({ ...given, ...takes }).flatMap((name) =>
      compareArgument(`${place}.arguments.${name}`, own(given, name), own(takes, name)),
    ),
  ];
}

/** Messages as one text, so that they can be compared word by word. */
const textOf = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(({ role, text }) => `${role}: ${text}`).join('\n') : value;

type Argument = NonNullable<Prompt['arguments']>[string];

function compareArgument(place: string, before: Argument | undefined, after: Argument | undefined): Change[] {
  const needed = before?.required === true;
  const needs = after?.required === true;
  if (!after)
    return [
      change(place, 'the argument is gone', ['review', 'what people give for it is not used any more.']),
    ];
  if (!before)
    return [
      needs
        ? change(place, 'the argument is new and required', [
            'breaking',
            'clients that leave it out are refused.',
          ])
        : change(place, 'the argument is new', ['safe', 'it may be left out.']),
    ];
  return [
    ...(needs && !needed
      ? [
          change(place, 'the argument is required now', [
            'breaking',
            'clients that leave it out are refused.',
          ]),
        ]
      : []),
    ...(needed && !needs
      ? [change(place, 'the argument may be left out now', ['safe', 'clients may still give it.'])]
      : []),
    ...(before.description === after.description
      ? []
      : [
          change(place, 'the description is another', SHOWN, {
            before: before.description,
            after: after.description,
          }),
        ]),
  ];
}
