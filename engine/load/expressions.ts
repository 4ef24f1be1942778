import type { Span } from '../diagnostic.ts';
import { compileSource, ExpressionSyntaxError } from '../expression/expression.ts';
import { type Code, codeOf } from '../lint/placeholders.ts';
import type { CheckedFile } from '../schema/model.ts';

/** An expression of an integration, and how it is evaluated. */
export interface ExpressionUse extends Span {
  file: string;
  source: string;
  /** Why it is left to the interpreter; absent when it is compiled. */
  interpreted?: string;
}

/** Every expression and placeholder that parses, in the order of the files. */
export function listExpressions(files: readonly CheckedFile[]): ExpressionUse[] {
  return files.flatMap(({ source, sites }) =>
    sites
      .flatMap((site) => codeOf(site, () => {}))
      .flatMap((code) => describe(code))
      .map(({ path, offset, ...use }) => ({ file: source.file, ...source.locateIn(path, offset), ...use }))
      .sort((a, b) => a.line - b.line || a.column - b.column),
  );
}

function describe({ path, offset, source }: Code): (Code & Pick<ExpressionUse, 'interpreted'>)[] {
  try {
    const { interpreted } = compileSource(source);
    return [{ path, offset, source: source.trim(), ...(interpreted !== undefined && { interpreted }) }];
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return [];
    throw error;
  }
}
