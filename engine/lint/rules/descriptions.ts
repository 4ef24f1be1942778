import type { Rule, Subject } from '../rule.ts';

/** Words that say nothing by themselves. */
const FILLERS = new Set(
  'a an the of by for to in on with all one single some given new this that its it id ids get gets list lists create creates update updates delete deletes return returns fetch fetches retrieve retrieves tool api'.split(
    ' ',
  ),
);
const FEWEST_WORDS = 3;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Without the ending that tells a plural from a singular. */
const stem = (word: string): string => word.replace(/(?:ies|es|s|y)$/, '');

const toolsOf = ({ methods, chains }: Subject) => [...methods, ...chains];

export const thinDescription: Rule = {
  name: 'thin-description',
  severity: 'warning',
  description:
    'A description says more than the name does, in three words or more: what comes back, what is changed, when to use it.',
  check(subject, report) {
    for (const { tool, definition, source, path } of toolsOf(subject)) {
      const problem = thinness(definition.description, tool);
      if (problem)
        report({
          source,
          path: [...path, 'description'],
          message: `${problem}; say what \`${tool}\` gives or changes, and when to use it.`,
        });
      for (const [name, { description }] of Object.entries(definition.parameters ?? {})) {
        if (description === undefined || hasMore(description, name)) continue;
        report({
          source,
          path: [...path, 'parameters', name, 'description'],
          message: `this only repeats the name \`${name}\`; say what to pass, in which form, or where to find it.`,
        });
      }
    }
  },
};

function thinness(description: string | undefined, tool: string): string | undefined {
  if (description === undefined) return undefined;
  if (!hasMore(description, tool)) return 'this only repeats the name';
  const { length } = wordsOf(description);
  return length < FEWEST_WORDS
    ? `${length === 1 ? 'one word is' : `${length} words are`} too little to choose by`
    : undefined;
}

/** Whether a text has a word that is neither in the name nor a filler. */
function hasMore(text: string, name: string): boolean {
  const known = new Set(wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')).map(stem));
  return wordsOf(text).some((word) => !FILLERS.has(word) && !known.has(stem(word)));
}

export const repeatedDescription: Rule = {
  name: 'repeated-description',
  severity: 'warning',
  description: 'No two tools have the same description, since a model could not tell them apart.',
  check(subject, report) {
    const first = new Map<string, string>();
    for (const { tool, definition, source, path } of toolsOf(subject)) {
      const text = wordsOf(definition.description ?? '').join(' ');
      if (text === '') continue;
      const earlier = first.get(text);
      if (earlier === undefined) first.set(text, tool);
      else
        report({
          source,
          path: [...path, 'description'],
          message: `\`${earlier}\` has the same description; say what sets the two apart.`,
        });
    }
  },
};
