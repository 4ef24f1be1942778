import type { BuiltIns } from './built-in.ts';

type Text = string | undefined;

/** Mostly there is nothing to trim. */
const UNTRIMMED = /^ | $| {2}|[\t\n\r]/;

export const texts: BuiltIns = {
  lowercase(run, text: Text) {
    run.guards.holdText(text?.length ?? 0);
    return text?.toLowerCase();
  },
  uppercase(run, text: Text) {
    run.guards.holdText(text?.length ?? 0);
    return text?.toUpperCase();
  },
  trim(run, text: Text) {
    if (text === undefined || !UNTRIMMED.test(text)) return text;
    run.guards.holdText(text.length);
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
