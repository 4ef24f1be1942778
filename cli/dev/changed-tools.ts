import { toTool } from '../../engine/mcp/tool.ts';
import type { Operation } from '../../engine/operation/contract.ts';
import type { colours } from '../terminal.ts';

/** Most tools that are named one by one. */
const MOST = 12;

/** A line for each tool that came, went or looks otherwise now. */
export function changedTools(
  before: readonly Operation[],
  after: readonly Operation[],
  { green, red, yellow }: ReturnType<typeof colours>,
): string[] {
  const texts = (operations: readonly Operation[]) =>
    new Map(operations.map((operation) => [operation.tool, JSON.stringify(toTool(operation))]));
  const [was, is] = [texts(before), texts(after)];
  const lines = [
    ...[...is.keys()].filter((tool) => !was.has(tool)).map((tool) => green(`+ ${tool}`)),
    ...[...was.keys()].filter((tool) => !is.has(tool)).map((tool) => red(`- ${tool}`)),
    ...[...is]
      .filter(([tool, text]) => was.has(tool) && was.get(tool) !== text)
      .map(([tool]) => yellow(`~ ${tool}`)),
  ];
  return lines.length > MOST ? [...lines.slice(0, MOST), `and ${lines.length - MOST} more`] : lines;
}
