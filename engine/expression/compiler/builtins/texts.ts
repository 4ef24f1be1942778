import type { BuiltIns } from './built-in.ts';

type Text = string | undefined;

/** Mostly there is nothing to trim. */
const UNTRIMMED = /^ | $| {2}|[\t\n\r]/;

export const texts: BuiltIns = {
  lowercase: (_, text: Text) => text?.toLowerCase(),
  uppercase: (_, text: Text) => text?.toUpperCase(),
  trim(run, text: Text) {
    if (text === undefined || !UNTRIMMED.test(text)) return text;
    run.guards.spend(text.length >> 5);
    return text
      .replace(/[ \t\n\r]+/g, ' ')
      .replace(/^ /, '')
      .replace(/ $/, '');
  },
  substringBefore(_, text: Text, separator: Text) {
    const at = text?.indexOf(String(separator)) ?? -1;
    return at === -1 ? text : text?.slice(0, at);
  },
  substringAfter(_, text: Text, separator: Text) {
    const at = text?.indexOf(String(separator)) ?? -1;
    return at === -1 ? text : text?.slice(at + (separator as string).length);
  },
};
