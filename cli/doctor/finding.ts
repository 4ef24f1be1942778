/** How things stand: in order, to be looked at, wrong, or not looked at. */
export type Level = 'ok' | 'warn' | 'fail' | 'skip';

/** One thing that was looked at. Names of variables may stand in it, never their values. */
export interface Finding {
  /** What was looked at, in a word or two. */
  name: string;
  level: Level;
  detail: string;
  /** What to do about it. */
  fix?: string;
}

/** Findings under one heading. */
export interface Group {
  title: string;
  findings: Finding[];
}

export const ok = (name: string, detail: string): Finding => ({ name, level: 'ok', detail });
export const skip = (name: string, detail: string): Finding => ({ name, level: 'skip', detail });
export const warn = (name: string, detail: string, fix: string): Finding => ({
  name,
  level: 'warn',
  detail,
  fix,
});
export const fail = (name: string, detail: string, fix: string): Finding => ({
  name,
  level: 'fail',
  detail,
  fix,
});
