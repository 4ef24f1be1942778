import { integrationPage, toolPage } from './address.ts';
import { kindOf } from './badges.ts';
import { html, type Markup } from './markup.ts';
import { byResource, type SiteIntegration, type SiteTool } from './site.ts';
import { breakable } from './words.ts';

/** Resources of an integration, and the tools of the one that is open; all of them would be a page of their own. */
export function sideOf({ integration, tools }: SiteIntegration, root: string, open?: SiteTool): Markup {
  const { name, label } = integration;
  const page = `${root}${integrationPage(name)}`;
  return html`<nav class="side" aria-label="Tools of ${label}">
<p><a href="${page}"${open === undefined && html` aria-current="page"`}>${label}</a></p>
<ul>${byResource(tools).map(([resource, own]) => {
    const isOpen = resource === open?.operation.resource;
    return html`<li><a class="resource" href="${page}#resource-${resource}"><span>${breakable(resource)}</span><span class="count">${own.length}</span></a>${isOpen && html`<ul>${own.map((tool) => entry(tool, tool === open, root, name))}</ul>`}</li>\n`;
  })}</ul>
</nav>`;
}

function entry({ operation }: SiteTool, isCurrent: boolean, root: string, name: string): Markup {
  return html`<li><a class="tool ${kindOf(operation.hints)}" href="${root}${toolPage(name, operation.tool)}"${isCurrent && html` aria-current="page"`}>${operation.method}</a></li>`;
}
