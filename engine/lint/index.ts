import type { Diagnostic } from '../diagnostic.ts';
import { forgetSyntaxTrees } from '../expression/syntax-tree.ts';
import { placeFinding } from './place.ts';
import type { Rule, Subject } from './rule.ts';
import { caseMethod, caseOutcome } from './rules/cases.ts';
import { expressionSyntax } from './rules/expression-syntax.ts';
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
import { duplicateToolName, longToolName } from './rules/tool-names.ts';
import { unknownBinding } from './rules/unknown-binding.ts';

/** Every rule beyond syntax and schema. A new rule is a file and a line here. */
export const rules: readonly Rule[] = [
  expressionSyntax,
  unknownBinding,
  pathSyntax,
  undeclaredPathParameter,
  unusedPathParameter,
  misplacedPathParameter,
  unknownRequired,
  unknownMethod,
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
  missingDescription,
];

/** Everything that the rules find, in their order. */
export function lint(subject: Subject): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const rule of rules)
    rule.check(subject, (finding) => void diagnostics.push(placeFinding(finding, rule)));
  forgetSyntaxTrees();
  return diagnostics;
}
