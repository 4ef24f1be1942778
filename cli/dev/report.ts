import { type Diagnostic, formatDiagnostic } from '../../engine/diagnostic.ts';
import { clockTime, colours, plural } from '../terminal.ts';
import { changedTools } from './changed-tools.ts';
import type { Good } from './live-integration.ts';
import type { Reloaded } from './workshop.ts';

type Tell = (reloaded: readonly Reloaded[], milliseconds: number) => string[];

/** Findings that are listed; a terminal shows no more, and a host that reads no stderr must not hold the server up. */
const MOST_FINDINGS = 30;

const INDENT = ' '.repeat(12);

/** Says in lines for a terminal what each reload has done; nothing where nothing has changed. */
export function createReport(): Tell {
  const broken = new Map<string, string>();
  return (reloaded, milliseconds) =>
    reloaded.flatMap((one) => {
      const said = broken.get(one.label);
      if (one.attempt.good) {
        broken.delete(one.label);
        return describeGood(one.attempt.good, one, said !== undefined, milliseconds);
      }
      const lines = describeBroken(one);
      const [head, ...findings] = lines;
      broken.set(one.label, lines.join('\n'));
      return said === lines.join('\n') ? [] : [`  ${paint().dim(clockTime())}  ${head}`, ...findings];
    });
}

function describeGood(good: Good, reloaded: Reloaded, wasBroken: boolean, milliseconds: number): string[] {
  const { before } = reloaded;
  if (good === before && !wasBroken) return [];
  const isFirst = before === undefined && !wasBroken;
  const { bold, dim, green } = paint();
  const tools = plural(good.operations.length, 'tool');
  const word = green((wasBroken ? 'mended' : 'reloaded').padEnd(10));
  const head = `  ${dim(clockTime())}  ${word}${bold(good.integration.name)}  ${tools}  ${dim(`${Math.round(milliseconds)} ms`)}`;
  return [
    ...(isFirst
      ? []
      : [head, ...changedTools(before?.operations ?? [], good.operations, paint()).map(indented)]),
    ...(before?.sandbox && before.sandbox !== good.sandbox ? [indented('the sandbox has started over')] : []),
    ...describeFindings(reloaded.attempt.diagnostics, before?.loaded.diagnostics),
    ...newWarnings(good, before).map((warning) => indented(paint().yellow(`! ${warning}`))),
  ];
}

const newWarnings = ({ warnings }: Good, before: Good | undefined): string[] =>
  warnings.filter((warning) => !before?.warnings.includes(warning));

/** Only errors: what mistakes leave out of view makes for warnings that are none. */
function describeBroken({ label, before, attempt: { wrong, diagnostics } }: Reloaded): string[] {
  const { dim, red } = paint();
  const advice = before ? 'The last good version is served on.' : 'It is served as soon as it is correct.';
  return [
    `${red('broken'.padEnd(10))}${wrong ?? `\`${label}\` has mistakes.`} ${dim(advice)}`,
    ...describeFindings(diagnostics.filter(({ severity }) => severity === 'error')),
  ];
}

/** Findings that have not been there before; a line that has only moved is not new. */
function describeFindings(diagnostics: readonly Diagnostic[], before: readonly Diagnostic[] = []): string[] {
  const { red, yellow } = paint();
  const keyOf = ({ file, rule, message }: Diagnostic) => JSON.stringify([file, rule, message]);
  const known = new Set(before.map(keyOf));
  const fresh = diagnostics.filter((one) => !known.has(keyOf(one)));
  const lines = [...fresh.filter(isError), ...fresh.filter((one) => !isError(one))]
    .slice(0, MOST_FINDINGS)
    .map((one) => indented(formatDiagnostic(one).replace(`: ${one.severity}:`, isError(one) ? red : yellow)));
  const rest = fresh.length - lines.length;
  return rest > 0 ? [...lines, indented(`and ${plural(rest, 'finding')} more: ymcp validate`)] : lines;
}

const isError = ({ severity }: Diagnostic) => severity === 'error';

const indented = (text: string) => `${INDENT}${text}`;
const paint = () => colours(process.stderr);
