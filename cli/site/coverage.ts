import { STATUS_WORDS } from './badges.ts';
import { html, type Markup } from './markup.ts';
import { type SiteTool, STATUSES, statusOf } from './site.ts';

const ORDER = [...STATUSES, 'unstated'] as const;

/** How well the endpoints behind these tools are known: a bar, and the same in numbers. */
export function coverageBar(tools: readonly SiteTool[]): Markup {
  const counts = ORDER.map((status) => {
    return { status, count: tools.filter((tool) => statusOf(tool) === status).length };
  }).filter(({ count }) => count > 0);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let at = 0;
  const pieces = counts.map(({ status, count }) => {
    const [start, width] = [at, (count / total) * 100];
    at += width;
    return html`<rect class="${status}" x="${round(start)}" y="0" width="${round(width)}" height="4"/>`;
  });
  return html`<div class="coverage"><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${pieces}</svg>
<ul>${counts.map(
    ({ status, count }) =>
      html`<li class="${status}" title="${STATUS_WORDS[status][1]}"><b>${count}</b> ${STATUS_WORDS[status][0].toLowerCase()}</li>`,
  )}</ul></div>`;
}

const round = (number: number) => Math.round(number * 100) / 100;
