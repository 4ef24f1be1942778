import { bytes, colours, plural, shorten, table } from '../terminal.ts';
import { argumentsOf, type Explanation, eventsOf, placeOf, rootOf } from './explanation.ts';
import { type Row, rowsOf } from './rows.ts';
import { drawTimeline, milliseconds } from './timeline.ts';

/** The explanation as a page for a terminal of so many columns. */
export function drawPage(explanation: Explanation, width: number): string {
  const { events } = explanation;
  const root = rootOf(events);
  const total = root ? root.ended - root.started : 0;
  const sections = [
    heading(explanation),
    argumentSection(explanation),
    requestSection(explanation, width),
    drawTimeline(explanation.isDry ? rowsOf(events).map(asNotSent) : rowsOf(events), total, width),
    ending(explanation, total),
  ];
  return `\n${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** In a dry run it is no error that the first request does not get through. */
function asNotSent({ error, ...row }: Row): Row {
  if (error === undefined) return row;
  if (error !== 'cancelled') return { ...row, error };
  return row.kind === 'work' ? row : { ...row, error: 'not sent' };
}

function heading({ found, target, isDry }: Explanation): string {
  const { bold, dim, cyan, yellow } = colours(process.stdout);
  const { file, line } = placeOf(found);
  const { definition, resource, name } = found.definition;
  const request = 'request' in definition ? definition.request : plural(definition.steps.length, 'step');
  const where = isDry ? 'a dry run: nothing is sent' : target === 'api' ? yellow('the real API') : target;
  return table([
    [`  ${bold(cyan(found.operation.tool))}`, `${found.integration.label}, ${where}`],
    [`  ${dim('defined at')}`, `${file}:${line} ${dim(`(${resource}.${name})`)}`],
    [`  ${dim('as')}`, request],
  ]);
}

function argumentSection(explanation: Explanation): string {
  const { bold, dim } = colours(process.stdout);
  const rows = argumentsOf(explanation).map(({ name, value, from }) => [
    `  ${name}`,
    shorten(JSON.stringify(value) ?? '', 60),
    from === 'default' ? dim('default') : '',
  ]);
  return rows.length === 0 ? '' : `  ${bold('Arguments')}\n${table(rows)}`;
}

/** The first request as it was drafted, and by what names credentials were added to it. */
function requestSection({ events }: Explanation, width: number): string {
  const { bold, dim } = colours(process.stdout);
  const request = eventsOf(events, 'request').sort((a, b) => a.started - b.started)[0];
  if (!request) return '';
  const credentials = eventsOf(events, 'authorize').find(({ parent }) => parent === request.id)?.credentials;
  const lines = [
    `${bold(request.verb)} ${shorten(request.url, Math.max(40, width - 12))}`,
    ...Object.entries(request.headers).map(
      ([name, value]) => `${dim(`${name}:`)} ${shorten(value, width - 24)}`,
    ),
    ...(credentials ?? []).map((name) => dim(`${name}: credentials, not shown`)),
    ...bodyLines(request.body, width),
  ];
  return [`  ${bold('First request')}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

const BODY_LINES = 16;

function bodyLines(body: unknown, width: number): string[] {
  if (body === undefined) return [];
  const { dim } = colours(process.stdout);
  const lines = (typeof body === 'string' ? body : JSON.stringify(body, null, 2)).split('\n');
  const shown = lines.slice(0, BODY_LINES).map((line) => shorten(line, Math.max(40, width - 6)));
  return lines.length > BODY_LINES ? [...shown, dim(`… ${lines.length - BODY_LINES} more lines`)] : shown;
}

function ending({ events, result, failure, isDry }: Explanation, total: number): string {
  const { bold, dim, green, red } = colours(process.stdout);
  const attempts = eventsOf(events, 'attempt');
  const received = attempts.reduce((sum, attempt) => sum + (attempt.bytes ?? 0), 0);
  const upstream = `${plural(attempts.length, 'request')}, ${bytes(received)} received, ${milliseconds(total)}`;
  if (failure) return `  ${red(failure.code)} ${dim(`after ${upstream}`)}`;
  if (isDry || !result) return `  ${green('Nothing was sent.')}`;
  const items = result.items === undefined ? '' : `${plural(result.items, 'item')}, `;
  const share = received > 0 ? Math.round((1 - result.bytes / received) * 100) : 0;
  const saved = share > 0 ? green(`, ${share} % less than came`) : '';
  return [
    `  ${bold('Result')}  ${items}${result.bytes.toLocaleString('en')} bytes, about ${plural(result.tokens, 'token')}${saved}`,
    `  ${dim(upstream)}`,
  ].join('\n');
}
