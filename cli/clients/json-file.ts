import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { UsageError } from '../errors.ts';

const FORMAT = { insertSpaces: true, tabSize: 2 };

/** JSON, comments and all, with the value at `path` put in; everything else stays as it is written. */
export function setInJson(text: string, path: readonly string[], value: unknown): string {
  const source = text.trim() === '' ? '{}\n' : text;
  const errors: ParseError[] = [];
  parse(source, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = source.slice(0, error.offset).split('\n').length;
    throw new UsageError(
      `the client's file is no correct JSON (line ${line}: ${printParseErrorCode(error.error)}); nothing was changed.`,
    );
  }
  return applyEdits(source, modify(source, [...path], value, { formattingOptions: FORMAT }));
}
