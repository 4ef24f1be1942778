import { diffWordsWithSpace } from 'diff';

/** A run of text that is on both sides, or on one only. */
export interface Run {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Characters of unchanged text that are kept beside a change. */
const CONTEXT = 40;

/** Two texts as one, word by word; what is the same on both sides is shortened between changes. */
export function diffWords(before: string, after: string): Run[] {
  const runs = diffWordsWithSpace(before, after).map(({ added, removed, value: text }): Run => {
    return { kind: added ? 'new' : removed ? 'gone' : 'same', text };
  });
  return runs.map((run, index) =>
    run.kind === 'same' ? { ...run, text: shortened(run.text, index > 0, index < runs.length - 1) } : run,
  );
}

function shortened(text: string, isAfterChange: boolean, isBeforeChange: boolean): string {
  const head = isAfterChange ? CONTEXT : 0;
  const tail = isBeforeChange ? CONTEXT : 0;
  if (text.length <= head + tail + CONTEXT) return text;
  // Without the words that were cut through.
  const kept = text.slice(0, head).replace(/\S*$/, '');
  const next = text.slice(text.length - tail).replace(/^\S*/, '');
  return `${kept}…${next}`;
}
