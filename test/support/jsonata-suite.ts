import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One case of the official test suite of JSONata. */
export interface SuiteCase {
  /** Folder, file and place in it. */
  name: string;
  source: string;
  input: unknown;
  bindings: Readonly<Record<string, unknown>>;
  expected: { value: unknown } | { code: string };
  /** Whether the result is a list whose order is not laid down. */
  unordered: boolean;
  /** Milliseconds and nested calls, where the case is about them. */
  timelimit?: number;
  depth?: number;
}

interface CaseFile {
  expr?: string;
  'expr-file'?: string;
  data?: unknown;
  dataset?: string | null;
  bindings?: Readonly<Record<string, unknown>>;
  result?: unknown;
  undefinedResult?: boolean;
  code?: string;
  error?: { code: string };
  unordered?: boolean;
  timelimit?: number;
  depth?: number;
}

const ROOT = resolve(import.meta.dirname, '../../../shared/jsonata-suite');

/** Whether the suite lies beside the project. */
export const hasSuite = existsSync(ROOT);

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

export function suiteCases(): SuiteCase[] {
  return readdirSync(join(ROOT, 'groups')).flatMap((group) =>
    readdirSync(join(ROOT, 'groups', group))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) =>
        ([readJson('groups', group, file)].flat() as CaseFile[]).map((one, index) =>
          readCase(group, `${group}/${file}#${index}`, one),
        ),
      ),
  );
}

function readCase(group: string, name: string, one: CaseFile): SuiteCase {
  const code = one.code ?? one.error?.code;
  const { timelimit, depth } = one;
  return {
    name,
    source: one.expr ?? readFileSync(join(ROOT, 'groups', group, String(one['expr-file'])), 'utf8'),
    input: one.dataset ? readJson('datasets', `${one.dataset}.json`) : one.data,
    bindings: one.bindings ?? {},
    expected: code === undefined ? { value: one.undefinedResult ? undefined : one.result } : { code },
    unordered: one.unordered ?? false,
    ...(timelimit !== undefined && { timelimit }),
    ...(depth !== undefined && { depth }),
  };
}
