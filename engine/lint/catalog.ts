import { builtInRules } from './built-in.ts';
import { rules } from './index.ts';
import type { RuleInfo } from './rule.ts';

/** Every rule that a finding can come from, in the order in which they are checked. */
export const knownRules: readonly RuleInfo[] = [...builtInRules, ...rules];

/** Rules that `lint:` can set and comments can ignore. */
export const adjustableRules: readonly RuleInfo[] = knownRules.filter(({ isFirm }) => !isFirm);

const byName = new Map(knownRules.map((rule) => [rule.name, rule]));

export const findRule = (name: string): RuleInfo | undefined => byName.get(name);
