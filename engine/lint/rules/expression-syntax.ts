import { ExpressionSyntaxError, parse } from '../../expression/expression.ts';
import { TemplateSyntaxError } from '../../expression/template.ts';
import { memoise } from '../../memo.ts';
import { codeOf } from '../placeholders.ts';
import type { Rule } from '../rule.ts';

export const expressionSyntax: Rule = {
  name: 'expression-syntax',
  severity: 'error',
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
            parseOnce(code);
          } catch (error) {
            if (!(error instanceof ExpressionSyntaxError)) throw error;
            report({ source, path, offset: offset + error.offset, message: `JSONata: ${error.message}.` });
          }
        }
      }
    }
  },
};

const parseOnce = memoise((code) => void parse(code), 20_000);
