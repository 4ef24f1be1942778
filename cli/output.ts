import { open, rename } from 'node:fs/promises';
import { ToolError } from '../engine/errors.ts';
import type { Operation } from '../engine/operation/contract.ts';
import type { ListPart } from '../engine/operation/list-parts.ts';
import { describeError, FindingsError, UsageError } from './errors.ts';
import { bytes, plural, printError } from './terminal.ts';

/** Refuses what cannot be written item by item. */
export function checkOutput(
  file: string,
  { tool, inputSchema }: Pick<Operation, 'tool' | 'inputSchema'>,
  given: Readonly<Record<string, unknown>>,
): void {
  if (!/\.(jsonl|ndjson)$/.test(file))
    throw new UsageError(
      `--output is \`${file}\`; items are written as JSON lines, so give a name that ends in \`.jsonl\`.`,
    );
  if (!Object.hasOwn(inputSchema.properties as object, 'next_cursor'))
    throw new UsageError(`--output is for lists; \`${tool}\` gives one answer, so leave it out.`);
  if (given.transform !== undefined)
    throw new UsageError(
      '--output writes items as they come, and `transform` needs all of them; leave one out.',
    );
}

/**
 * Writes the items of a list as JSON lines, part by part. They go to `<file>.partial`, which gets its name when it is whole:
 * what a run that fails leaves behind cannot be taken for the list.
 */
export async function writeParts(
  file: string,
  parts: AsyncIterable<ListPart>,
): Promise<{ items: number; bytes: number }> {
  const partial = `${file}.partial`;
  const written = { items: 0, bytes: 0 };
  const progress = showWritten();
  const target = await open(partial, 'w').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--output is \`${file}\`, which cannot be written (${error.code}).`);
  });
  try {
    for await (const { items } of parts) {
      const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
      await target.appendFile(text);
      written.items += items.length;
      written.bytes += Buffer.byteLength(text);
      progress(written);
    }
    await target.sync();
  } catch (error) {
    throw error instanceof ToolError ? incomplete(error, partial, written.items) : error;
  } finally {
    await target.close();
    progress(undefined);
  }
  await rename(partial, file);
  return written;
}

const incomplete = (error: ToolError, partial: string, items: number) =>
  new FindingsError(
    `${describeError(error)}\n\`${partial}\` holds the first ${plural(items, 'item')} and is not the whole list.`,
  );

/** One line on a terminal's stderr, written over as the work goes on; `undefined` removes it. */
function showWritten(): (written: { items: number; bytes: number } | undefined) => void {
  if (!process.stderr.isTTY) return () => {};
  const started = Date.now();
  return (written) => {
    process.stderr.write('\r\u001b[K');
    if (!written) return;
    const rate = Math.round((written.items * 1_000) / Math.max(1, Date.now() - started));
    process.stderr.write(
      `  ${plural(written.items, 'item')}, ${bytes(written.bytes)}, ${rate.toLocaleString('en')} a second`,
    );
  };
}

/** What was written, for the person who asked for it. */
export const reportWritten = (file: string, written: { items: number; bytes: number }): void =>
  void printError(`${file}: ${plural(written.items, 'item')}, ${bytes(written.bytes)}.`);
