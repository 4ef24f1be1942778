import type { Diagnostic } from '../diagnostic.ts';
import { suggest, surest } from '../nearest.ts';
import { type Comment, commentsIn } from '../yaml/comments.ts';
import type { Source } from '../yaml/source.ts';
import { adjustableRules, findRule } from './catalog.ts';

/** Findings without those that comments ignore, and with what is wrong with these comments. */
export interface Sifted {
  diagnostics: Diagnostic[];
  /** Comments that ignored nothing. */
  unused: Diagnostic[];
}

interface Ignore extends Comment {
  rule: string;
}

const MARK = 'ymcp-ignore';
const IGNORE = new RegExp(`^#+\\s*${MARK}(?![\\w-])(\\s*)([\\w-]*)(.*)$`);

/** Carries out every `# ymcp-ignore rule: why` of a file on the findings in it. */
export function siftIgnored(source: Source, findings: readonly Diagnostic[]): Sifted {
  if (!source.text.includes(MARK)) return { diagnostics: [...findings], unused: [] };
  const { ignores, mistakes } = readIgnores(source);
  const used = new Set<Ignore>();
  const kept = findings.filter(({ rule, line }) => {
    const by = ignores.filter((one) => one.rule === rule && one.from <= line && line <= one.to);
    for (const one of by) used.add(one);
    return by.length === 0;
  });
  const unused = ignores
    .filter((one) => !used.has(one))
    .map((one) =>
      at(source, one, 'unused-ignore', `\`${one.rule}\` finds nothing here; remove the comment.`),
    );
  return { diagnostics: [...kept, ...mistakes], unused };
}

function readIgnores(source: Source): { ignores: Ignore[]; mistakes: Diagnostic[] } {
  const ignores: Ignore[] = [];
  const mistakes: Diagnostic[] = [];
  for (const comment of commentsIn(source.text)) {
    const [, space, rule = '', rest = ''] = IGNORE.exec(comment.text) ?? [];
    if (space === undefined) continue;
    const mistake = mistakeIn(source, comment, rule, rest);
    if (mistake) mistakes.push(mistake);
    else ignores.push({ ...comment, rule });
  }
  return { ignores, mistakes };
}

function mistakeIn(source: Source, comment: Comment, name: string, rest: string): Diagnostic | undefined {
  const rule = findRule(name);
  const bad = (message: string, more: Partial<Diagnostic> = {}) => ({
    ...at(source, comment, 'bad-ignore', message),
    ...more,
  });
  if (name === '') return bad(`a rule and a reason are missing: \`# ${MARK} rule-name: why\`.`);
  if (!rule) {
    const names = adjustableRules.map((one) => one.name);
    const replacement = surest(name, names);
    return bad(`there is no rule \`${name}\`; ${suggest(name, names)}`, {
      column: comment.column + comment.text.indexOf(name, comment.text.indexOf(MARK) + MARK.length),
      length: name.length,
      ...(replacement !== undefined && { replacement }),
    });
  }
  if (rule.isFirm)
    return bad(`\`${name}\` cannot be ignored, since what it finds cannot run; put that right.`);
  if (!/^\s*:\s*\S/.test(rest)) return bad(`the reason is missing: \`# ${MARK} ${name}: why\`.`);
  return undefined;
}

const at = (
  { file }: Source,
  { line, column, text }: Comment,
  rule: string,
  message: string,
): Diagnostic => ({
  file,
  line,
  column,
  length: text.length,
  severity: findRule(rule)?.severity ?? 'error',
  rule,
  message,
});
