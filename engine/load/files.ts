import type { Diagnostic } from '../diagnostic.ts';
import type { FileKind } from '../schema/compose.ts';

/** A file of an integration as it was read. */
export interface RawFile {
  /** Path within the integration: `integration.yaml`, `resources/contacts.yaml`. */
  name: string;
  /** Path to show in diagnostics. */
  label: string;
  bytes: Uint8Array;
}

/** Largest YAML file in bytes; far above any integration, far below what would stall the parser. */
export const MAX_FILE_BYTES = 1_048_576;

const KINDS: readonly { pattern: RegExp; kind: FileKind }[] = [
  { pattern: /^integration\.ya?ml$/, kind: 'integration_file' },
  { pattern: /^resources\/[^/]+\.ya?ml$/, kind: 'resource_file' },
  { pattern: /^cases\/[^/]+\.ya?ml$/, kind: 'case_file' },
  { pattern: /^sandbox\.ya?ml$/, kind: 'sandbox_file' },
];

/** What a file is, by its place in the folder; a file that stands alone is an integration. */
export const kindOf = (name: string, isAlone: boolean): FileKind | undefined =>
  isAlone ? 'integration_file' : KINDS.find(({ pattern }) => pattern.test(name))?.kind;

/** The file's text, or why it cannot be read as text. */
export function decodeFile({ label, bytes }: RawFile): string | Diagnostic {
  const refuse = (rule: string, line: number, message: string): Diagnostic => ({
    file: label,
    line,
    column: 1,
    severity: 'error',
    rule,
    message,
  });
  if (bytes.length > MAX_FILE_BYTES)
    return refuse('file-size', 1, `the file has more than ${MAX_FILE_BYTES} bytes; split it by resource.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('encoding', badLine(bytes), 'this line is not valid UTF-8; save the file as UTF-8.');
  }
}

/** 1-based number of the first line that is not UTF-8. A line feed byte is never part of a longer character. */
function badLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
