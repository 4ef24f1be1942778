import { borrowed } from './borrowed.ts';
import type { BuiltIns } from './built-in.ts';

type Text = string | undefined;

/** Functions whose text may become much longer than what they are given. */
export const sized: BuiltIns = {
  join(run, parts: readonly string[] | undefined, separator: Text = '') {
    if (parts === undefined) return undefined;
    let characters = separator.length * parts.length;
    for (const part of parts) characters += part?.length ?? 0;
    run.guards.holdText(characters);
    return parts.join(separator);
  },
  pad(run, text: Text, width: number | undefined, fill: Text) {
    if (text === undefined) return undefined;
    run.guards.holdText(Math.abs(width ?? 0) * (fill?.length || 1));
    return borrowed.get('pad')?.work(run, text, width, fill);
  },
};
