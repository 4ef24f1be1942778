import type { Severity } from '../diagnostic.ts';
import type { Case, CheckedFile, LocatedChain, LocatedMethod } from '../schema/model.ts';
import type { IntegrationFile } from '../types.ts';
import type { Path, Source } from '../yaml/source.ts';

/** What rules look at: every file that could be parsed, and the methods of those that fit the schema. */
export interface Subject {
  files: readonly CheckedFile[];
  integration: IntegrationFile | undefined;
  methods: readonly LocatedMethod[];
  chains: readonly LocatedChain[];
  cases: readonly Case[];
}

export interface Finding {
  source: Source;
  path: Path;
  /** Which part of the entry at `path` to point at; the value unless told otherwise. */
  part?: 'key' | 'value';
  /** Character of the string at `path` to point at. */
  offset?: number;
  message: string;
  /** How many characters are meant, and what could safely stand in their place. */
  length?: number;
  replacement?: string | undefined;
}

/** What is known of a rule without carrying it out. */
export interface RuleInfo {
  name: string;
  severity: Severity;
  /** What the rule asks for, in one sentence; ends up in the documentation. */
  description: string;
  /** What it finds cannot run, so nobody can turn it off or ignore it. */
  isFirm?: boolean;
  /** It looks at nothing but `files`, each for itself, and at `integration`; so what it finds in a file stays true as long as these do. */
  isPerFile?: boolean;
  /** What it points at is not to be shown. */
  findsSecrets?: boolean;
}

/** A check over an integration. */
export interface Rule extends RuleInfo {
  check(subject: Subject, report: (finding: Finding) => void): void;
}
