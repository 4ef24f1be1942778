import { plural } from '../terminal.ts';
import { HOME, integrationPage } from './address.ts';
import { kindOf } from './badges.ts';
import { coverageBar } from './coverage.ts';
import { drawPage } from './layout.ts';
import { inline } from './markdown.ts';
import { html, type Markup } from './markup.ts';
import { type SiteIntegration, tokensOf } from './site.ts';

/** The page that lists the integrations. */
export function homePage(integrations: readonly SiteIntegration[]): string {
  const tools = integrations.flatMap((one) => one.tools);
  const count = `${plural(integrations.length, 'integration')}, ${plural(tools.length, 'tool')}`;
  return drawPage({
    address: HOME,
    title: 'Integrations',
    description: `${count}.`,
    trail: [{ label: 'Integrations', address: HOME }],
    main: html`<header class="title"><h1>Integrations</h1>
<p class="lead">${count}, described in YAML and served as MCP tools.</p></header>
<ul class="cards">${integrations.map(card)}</ul>`,
  });
}

function card({ integration, tools }: SiteIntegration): Markup {
  const { name, label, definition } = integration;
  const kinds = tools.map(({ operation }) => kindOf(operation.hints));
  const counts = [
    ['read', 'read'],
    ['adds', 'add'],
    ['destructive', 'may overwrite or remove'],
  ].map(([kind, words]) => ({ kind, words, count: kinds.filter((one) => one === kind).length }));
  return html`<li class="card">
<h2><a href="${integrationPage(name)}">${label}</a></h2>
${definition.description !== undefined && html`<p>${inline(definition.description)}</p>`}
<ul class="counts">${counts
    .filter(({ count }) => count > 0)
    .map(({ kind, words, count }) => html`<li class="${kind}"><b>${count}</b> ${words}</li>`)}</ul>
${coverageBar(tools)}
<p class="small">${plural(tokensOf(tools), 'token')} in a list of tools</p>
</li>\n`;
}
