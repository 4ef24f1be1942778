import type { Diagnostic } from '../diagnostic.ts';
import { type FileMemory, remembered } from './file-memory.ts';
import { placeFinding } from './place.ts';
import type { Rule, Subject } from './rule.ts';
import { caseMethod, caseOutcome } from './rules/cases.ts';
import { collapsingList } from './rules/collapsing-list.ts';
import { repeatedDescription, thinDescription } from './rules/descriptions.ts';
import { expressionSyntax } from './rules/expression-syntax.ts';
import { contradictingHint } from './rules/hints.ts';
import {
  cursorToolName,
  longDescription,
  longInstructions,
  parameterForm,
  steeringDescription,
  tooManyTools,
} from './rules/hosts.ts';
import { missingDescription } from './rules/missing-description.ts';
import {
  batchArgument,
  bodyWithoutBodyVerb,
  invalidValueSchema,
  reservedParameter,
  unknownMethod,
  unknownRequired,
} from './rules/parameters.ts';
import {
  misplacedPathParameter,
  pathSyntax,
  undeclaredPathParameter,
  unusedPathParameter,
} from './rules/path-parameters.ts';
import { promptText, promptTool } from './rules/prompts.ts';
import { secretInUrl, secretInYaml } from './rules/secrets.ts';
import { slowPattern } from './rules/slow-pattern.ts';
import { missingSource, unbackedSource } from './rules/source.ts';
import { stepArgument } from './rules/step-arguments.ts';
import { duplicateToolName, longToolName } from './rules/tool-names.ts';
import { unknownBinding } from './rules/unknown-binding.ts';
import { unknownArgument, unknownPath, unknownSetting, unknownStep } from './rules/unknown-names.ts';

/** Every rule beyond syntax and schema. A new rule is a file and a line here. */
export const rules: readonly Rule[] = [
  expressionSyntax,
  unknownBinding,
  unknownArgument,
  unknownSetting,
  unknownStep,
  unknownPath,
  collapsingList,
  pathSyntax,
  undeclaredPathParameter,
  unusedPathParameter,
  misplacedPathParameter,
  unknownRequired,
  unknownMethod,
  stepArgument,
  reservedParameter,
  bodyWithoutBodyVerb,
  batchArgument,
  invalidValueSchema,
  duplicateToolName,
  longToolName,
  caseMethod,
  caseOutcome,
  promptText,
  promptTool,
  secretInYaml,
  secretInUrl,
  missingSource,
  unbackedSource,
  contradictingHint,
  slowPattern,
  cursorToolName,
  tooManyTools,
  longInstructions,
  longDescription,
  parameterForm,
  steeringDescription,
  missingDescription,
  thinDescription,
  repeatedDescription,
];

/** Everything that the rules find, in their order. */
export function lint(subject: Subject): Diagnostic[] {
  return rules.flatMap((rule) =>
    rule.isPerFile
      ? subject.files.flatMap((file) =>
          remembered(memoryOf(rule), file, subject, () => check(rule, { ...subject, files: [file] })),
        )
      : check(rule, subject),
  );
}

function check(rule: Rule, subject: Subject): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  rule.check(subject, (finding) => void diagnostics.push(placeFinding(finding, rule)));
  return diagnostics;
}

const memories = new Map<Rule, FileMemory<readonly Diagnostic[]>>();

function memoryOf(rule: Rule): FileMemory<readonly Diagnostic[]> {
  const memory = memories.get(rule) ?? new WeakMap();
  memories.set(rule, memory);
  return memory;
}
