import { compareDiagnostics, type Diagnostic } from '../diagnostic.ts';
import { lint } from '../lint/index.ts';
import { suggest } from '../nearest.ts';
import type { Case, CheckedFile, Integration } from '../schema/model.ts';
import { pathOf } from '../schema/pointer.ts';
import { validateFile } from '../schema/validator.ts';
import type { IntegrationFile, SandboxFile } from '../types.ts';
import { parseSource, type Source } from '../yaml/source.ts';
import { expandCases } from './cases.ts';
import { expandChains, expandMethods } from './expand.ts';
import { type ExpressionUse, listExpressions } from './expressions.ts';
import { decodeFile, kindOf, type RawFile } from './files.ts';

export interface Loaded {
  /** `undefined` when a diagnostic is an error. */
  integration: Integration | undefined;
  /** Offline tests, when files of `cases/` were given. */
  cases: readonly Case[];
  /** Sorted by file and position. */
  diagnostics: readonly Diagnostic[];
  /** Every expression in the files and how it is evaluated; worked out when asked for. */
  expressions(): readonly ExpressionUse[];
}

/** Text to integration. Never throws over what the files say: every mistake in them is a diagnostic. */
export function loadIntegration(files: readonly RawFile[]): Loaded {
  const isAlone = ({ name }: Pick<RawFile, 'name'>) => files.length === 1 && !name.includes('/');
  const diagnostics: Diagnostic[] = [];
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const result = checkFile(file, isAlone(file));
    diagnostics.push(...result.diagnostics);
    if (result.checked) checked.push(result.checked);
  }
  if (!files.some(({ name }) => kindOf(name, isAlone({ name })) === 'integration_file'))
    diagnostics.push(
      fileFinding(files[0]?.label ?? '.', 'missing-file', 'the folder has no `integration.yaml`; add one.'),
    );

  const valid = checked.filter(({ source }) => !diagnostics.some(({ file }) => file === source.file));
  const entry = valid.find(({ kind }) => kind === 'integration_file')?.source;
  const definition = entry?.data as IntegrationFile | undefined;
  const methods = expandMethods(valid, definition);
  const chains = expandChains(valid, definition);
  const cases = expandCases(valid);
  diagnostics.push(...lint({ files: checked, integration: definition, methods, chains, cases }));

  const expressions = () => listExpressions(checked);
  diagnostics.sort(compareDiagnostics);
  if (!entry || !definition || diagnostics.some(({ severity }) => severity === 'error'))
    return { integration: undefined, cases, diagnostics, expressions };
  const sandbox = valid.find(({ kind }) => kind === 'sandbox_file')?.source.data as SandboxFile | undefined;
  const { name, label } = definition;
  return {
    integration: { name, label, definition, source: entry, methods, chains, ...(sandbox && { sandbox }) },
    cases,
    diagnostics,
    expressions,
  };
}

function checkFile(
  file: RawFile,
  isAlone: boolean,
): { checked?: CheckedFile; diagnostics: readonly Diagnostic[] } {
  const kind = kindOf(file.name, isAlone);
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

function schemaFinding(
  source: Source,
  { pointer, atKey, message }: { pointer: string; atKey: boolean; message: string },
): Diagnostic {
  const position = source.locate(pathOf(pointer), atKey ? 'key' : 'value');
  return { file: source.file, ...position, severity: 'error', rule: 'schema', message };
}

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
