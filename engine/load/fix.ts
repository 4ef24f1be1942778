import type { Diagnostic } from '../diagnostic.ts';
import type { RawFile } from './files.ts';
import { decodeFile } from './files.ts';
import { type Loaded, loadIntegration } from './load.ts';

/** One replacement that was made. */
export interface Fix {
  /** The finding as it was; its position is that of the text before this fix. */
  diagnostic: Diagnostic;
  before: string;
  after: string;
}

export interface Fixed {
  files: readonly RawFile[];
  fixes: readonly Fix[];
  /** What is found in the files as they are now. */
  loaded: Loaded;
}

/** Rounds after which fixing ends, should fixes ever undo each other. */
const MOST_ROUNDS = 10;

/** Makes every safe replacement, again and again, since what was wrong can have hidden other mistakes. All else stays byte for byte. */
export function fixIntegration(
  given: readonly RawFile[],
  load: (files: readonly RawFile[]) => Loaded = loadIntegration,
): Fixed {
  let files = given;
  const fixes: Fix[] = [];
  let loaded = load(files);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const applied = files.map((file) => applyFixes(file, loaded.diagnostics));
    const made = applied.flatMap((one) => one.fixes);
    if (made.length === 0) break;
    fixes.push(...made);
    files = applied.map(({ file }) => file);
    loaded = load(files);
  }
  return { files, fixes, loaded };
}

/** The file with the replacements of these findings that do not overlap; of two that do, the earlier is made. */
export function applyFixes(
  file: RawFile,
  diagnostics: readonly Diagnostic[],
): { file: RawFile; fixes: readonly Fix[] } {
  const text = decodeFile(file);
  const own = diagnostics.filter(
    ({ file: label, replacement }) => label === file.label && replacement !== undefined,
  );
  if (typeof text !== 'string' || own.length === 0) return { file, fixes: [] };
  const starts = lineStarts(text);
  const fixes: Fix[] = [];
  const parts: string[] = [];
  let end = 0;
  const edits = own.map((diagnostic) => ({
    diagnostic,
    at: (starts[diagnostic.line - 1] ?? 0) + diagnostic.column - 1,
  }));
  for (const { diagnostic, at } of edits.sort((a, b) => a.at - b.at)) {
    const { length = 0, replacement: after = '' } = diagnostic;
    if (at < end) continue;
    parts.push(text.slice(end, at), after);
    end = at + length;
    fixes.push({ diagnostic, before: text.slice(at, end), after });
  }
  return { file: { ...file, bytes: encode(parts.join('') + text.slice(end), file.bytes) }, fixes };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A text as UTF-8, with a byte order mark where there was one; decoding leaves that out. */
function encode(text: string, before: Uint8Array): Uint8Array {
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => before[index] === byte);
  return new TextEncoder().encode(hasMark ? `\uFEFF${text}` : text);
}
