import { ExpressionSyntaxError } from '../expression/expression.ts';
import { type Followed, follow } from '../expression/follow.ts';
import type { CheckedFile } from '../schema/model.ts';
import type { Path, Source } from '../yaml/source.ts';
import { type FileMemory, remembered } from './file-memory.ts';
import { know } from './known.ts';
import { type Code, codeOf } from './placeholders.ts';
import type { Subject } from './rule.ts';
import { createScopes, type Scope, type ScopeOf } from './scopes.ts';

/** An expression of an integration, and what following it through what is known has shown. */
export interface FollowedCode extends Code, Followed, Scope {
  source: string;
  file: Source;
  path: Path;
}

const followed = new WeakMap<Subject, readonly FollowedCode[]>();

/** Every expression whose surroundings are known and that parses; worked out once, for all rules. */
export function followedCode(subject: Subject): readonly FollowedCode[] {
  const all = followed.get(subject) ?? followAll(subject);
  followed.set(subject, all);
  return all;
}

function followAll(subject: Subject): FollowedCode[] {
  const scopeOf = createScopes(subject, know(subject));
  const follow = (file: CheckedFile) => followFile(file, scopeOf);
  return subject.files.flatMap(
    standsAlone(subject) ? (file) => remembered(followedAlone, file, subject, follow) : follow,
  );
}

const followedAlone: FileMemory<readonly FollowedCode[]> = new WeakMap();

/** Whether what is known in a file depends on that file and the integration's own only. */
const standsAlone = ({ cases, chains, methods }: Subject): boolean =>
  cases.length === 0 &&
  chains.length === 0 &&
  !methods.some(({ definition }) =>
    Object.values(definition.parameters ?? {}).some(({ schema_from }) => schema_from !== undefined),
  );

const followFile = ({ source: file, sites }: CheckedFile, scopeOf: ScopeOf): FollowedCode[] =>
  sites.flatMap((site) => {
    const scope = scopeOf(file, site);
    if (!scope) return [];
    return codeOf(site, () => {}).flatMap((code) => {
      const found = tryFollow(code, scope);
      return found ? [{ ...code, ...scope, ...found, file }] : [];
    });
  });

function tryFollow({ source }: Code, { inputs }: Scope): Followed | undefined {
  try {
    return follow(source, inputs);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return undefined;
    throw error;
  }
}
