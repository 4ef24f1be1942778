import { compareDiagnostics, type Diagnostic } from '../diagnostic.ts';
import { schemaRule } from '../lint/built-in.ts';
import { lint } from '../lint/index.ts';
import { placeFinding } from '../lint/place.ts';
import { settle } from '../lint/settle.ts';
import { suggest } from '../nearest.ts';
import type { FileKind } from '../schema/compose.ts';
import type { Case, CheckedFile, LocatedIntegration } from '../schema/model.ts';
import { pathOf } from '../schema/pointer.ts';
import { type Problem, validateFile } from '../schema/validator.ts';
import { parseSource, type Source } from '../yaml/source.ts';
import { assemble, expand } from './assemble.ts';
import { expandCases } from './cases.ts';
import { type ExpressionUse, listExpressions } from './expressions.ts';
import { decodeFile, kindOf, type RawFile } from './files.ts';

export interface Loaded {
  /** `undefined` when a diagnostic is an error. */
  integration: LocatedIntegration | undefined;
  /** The files that nothing is wrong with by themselves. */
  files: readonly CheckedFile[];
  /** Offline tests, when files of `cases/` were given. */
  cases: readonly Case[];
  /** Sorted by file and position. */
  diagnostics: readonly Diagnostic[];
  /** Every expression in the files and how it is evaluated; worked out when asked for. */
  expressions(): readonly ExpressionUse[];
}

/** What became of each file, so that one that is handed over a second time is not parsed again. */
export type FileMemory = WeakMap<RawFile, CheckResult>;

export interface LoadOptions {
  /** With it, only files that are new objects are parsed. */
  memory?: FileMemory;
  /** Hears after each file how many have been checked. */
  onFile?: (done: number, total: number) => void;
}

/** Text to integration. Never throws over what the files say: every mistake in them is a diagnostic. */
export function loadIntegration(
  files: readonly RawFile[],
  { memory = new WeakMap(), onFile }: LoadOptions = {},
): Loaded {
  const isAlone = ({ name }: Pick<RawFile, 'name'>) => files.length === 1 && !name.includes('/');
  const found: Diagnostic[] = [];
  const checked: CheckedFile[] = [];
  for (const [index, file] of files.entries()) {
    const result = recall(memory, file, kindOf(file.name, isAlone(file)));
    found.push(...result.diagnostics);
    if (result.checked) checked.push(result.checked);
    onFile?.(index + 1, files.length);
  }
  if (!files.some(({ name }) => kindOf(name, isAlone({ name })) === 'integration_file'))
    found.push(
      fileFinding(files[0]?.label ?? '.', 'missing-file', 'the folder has no `integration.yaml`; add one.'),
    );

  const broken = new Set(found.map(({ file }) => file));
  const isComplete = !found.some(({ severity }) => severity === 'error');
  const valid = checked.filter(({ source }) => !broken.has(source.file));
  const parts = expand(valid);
  const { definition, methods, chains } = parts;
  const cases = expandCases(valid);
  found.push(...lint({ files: checked, integration: definition, methods, chains, cases }));

  const expressions = () => listExpressions(checked);
  const diagnostics = settle(found, checked, isComplete).sort(compareDiagnostics);
  const isRight = !diagnostics.some(({ severity }) => severity === 'error');
  const integration = isRight ? assemble(parts) : undefined;
  return { integration, files: valid, cases, diagnostics, expressions };
}

interface CheckResult {
  kind: FileKind | undefined;
  checked?: CheckedFile;
  diagnostics: readonly Diagnostic[];
}

function recall(memory: FileMemory, file: RawFile, kind: FileKind | undefined): CheckResult {
  const known = memory.get(file);
  if (known && known.kind === kind) return known;
  const result = { kind, ...checkFile(file, kind) };
  memory.set(file, result);
  return result;
}

function checkFile(file: RawFile, kind: FileKind | undefined): Omit<CheckResult, 'kind'> {
  if (!kind) return { diagnostics: [unknownFile(file)] };
  const text = decodeFile(file);
  if (typeof text !== 'string') return { diagnostics: [text] };
  const source = parseSource(file.label, text);
  if (source.diagnostics.length > 0) return { diagnostics: source.diagnostics };
  const { problems, sites } = validateFile(kind, source.data ?? {});
  return {
    checked: { source, kind, sites },
    diagnostics: problems.map((problem) => schemaFinding(source, problem)),
  };
}

const schemaFinding = (source: Source, { pointer, atKey, ...problem }: Problem): Diagnostic =>
  placeFinding({ source, path: pathOf(pointer), part: atKey ? 'key' : 'value', ...problem }, schemaRule);

function unknownFile({ name, label }: RawFile): Diagnostic {
  const hint = suggest(name, [`resources/${name.split('/').pop()}`, 'integration.yaml', 'sandbox.yaml']);
  return {
    ...fileFinding(label, 'unknown-file', `no part of an integration is called \`${name}\`; ${hint}`),
    severity: 'warning',
  };
}

const fileFinding = (file: string, rule: string, message: string): Diagnostic => ({
  file,
  line: 1,
  column: 1,
  severity: 'error',
  rule,
  message,
});
