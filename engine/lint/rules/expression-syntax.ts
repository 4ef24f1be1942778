import { ExpressionSyntaxError } from '../../expression/expression.ts';
import { syntaxTree } from '../../expression/syntax-tree.ts';
import { TemplateSyntaxError } from '../../expression/template.ts';
import { codeOf } from '../placeholders.ts';
import type { Rule } from '../rule.ts';

export const expressionSyntax: Rule = {
  name: 'expression-syntax',
  isPerFile: true,
  severity: 'error',
  isFirm: true,
  description: 'JSONata must parse, in expressions and between `{{` and `}}`.',
  check({ files }, report) {
    for (const { source, sites } of files) {
      for (const site of sites) {
        const unclosed = (path: Parameters<typeof report>[0]['path'], error: unknown) => {
          if (error instanceof TemplateSyntaxError)
            report({ source, path, offset: error.offset, message: error.message });
        };
        for (const { path, offset, source: code } of codeOf(site, unclosed)) {
          try {
            syntaxTree(code);
          } catch (error) {
            if (!(error instanceof ExpressionSyntaxError)) throw error;
            report({ source, path, offset: offset + error.offset, message: `JSONata: ${error.message}.` });
          }
        }
      }
    }
  },
};
