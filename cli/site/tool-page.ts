import type { Chain, Method } from '../../engine/schema/model.ts';
import { HOME, integrationPage, rootFrom, toolPage } from './address.ts';
import { badges } from './badges.ts';
import { commandOf, exampleOf } from './example.ts';
import { jsonMarkup } from './json.ts';
import { drawPage } from './layout.ts';
import { paragraphs, type ToolLinks } from './markdown.ts';
import { html, type Markup } from './markup.ts';
import { drawSections } from './section.ts';
import { sideOf } from './side.ts';
import { isChain, type SiteIntegration, type SiteTool } from './site.ts';
import { argumentSections, outcomeSections } from './tool-sections.ts';
import { breakable } from './words.ts';

/** The page of one tool, with links to the others of its integration. */
export function drawToolPage(site: SiteIntegration, tool: SiteTool): string {
  const { integration, tools } = site;
  const { operation, definition } = tool;
  const address = toolPage(integration.name, operation.tool);
  const root = rootFrom(address);
  const links: ToolLinks = new Map(
    tools
      .filter((one) => one !== tool)
      .map(({ operation: { tool: name } }) => [name, `${encodeURIComponent(name)}.html`] as const),
  );
  const page = integrationPage(integration.name);
  return drawPage({
    address,
    title: `${operation.title} · ${integration.label}`,
    description: operation.description,
    trail: [
      { label: 'Integrations', address: HOME },
      { label: integration.label, address: page },
      { label: operation.method, address },
    ],
    side: sideOf(site, root, tool),
    main: html`<article class="tool-page">
<header class="title"><p class="over"><a href="${root}${page}#resource-${operation.resource}">${operation.resource}</a></p><h1>${operation.title}</h1>
<p class="name"><code>${breakable(operation.tool)}</code></p>
<p class="badges">${badges(tool)}</p>
<div class="prose lead">${paragraphs(operation.description, links)}</div>
${requestOf(definition)}</header>
<div class="takes">
${drawSections(argumentSections(tool, links))}
</div>
${example(tool)}
<div class="gives">
${drawSections(outcomeSections(tool, integration, links))}
${schemas(tool)}
</div></article>`,
  });
}

function requestOf(definition: Method | Chain): Markup {
  if (isChain(definition))
    return html`<ol class="steps">${definition.definition.steps.map(({ name, method }) => html`<li><code>${name}</code> calls <code>${method}</code></li>`)}</ol>`;
  const [verb = '', path = ''] = definition.definition.request.split(' ');
  return html`<p class="request"><b>${verb}</b> <code>${path}</code></p>`;
}

function example(tool: SiteTool): Markup {
  const shown = exampleOf(tool);
  const { tool: name } = tool.operation;
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: shown.arguments } };
  return html`<aside class="example" aria-labelledby="example"><h2 id="example">Example</h2>
<p class="small">${shown.name === undefined ? 'No case shows this tool yet; the arguments are stand-ins.' : `From the case “${shown.name}”.`}</p>
<figure><figcaption>On the command line</figcaption><pre tabindex="0"><code>${commandOf(tool, shown)}</code></pre></figure>
<figure><figcaption>Over MCP</figcaption><pre tabindex="0"><code>${jsonMarkup(call)}</code></pre></figure>
${shown.result && html`<figure><figcaption>Result</figcaption><pre tabindex="0"><code>${jsonMarkup(shown.result)}</code></pre></figure>`}
</aside>`;
}

function schemas({ operation: { inputSchema, outputSchema } }: SiteTool): Markup {
  const details = [
    ['Schema of the arguments', inputSchema],
    ['Schema of the result', outputSchema],
  ] as const;
  return html`<div class="schemas">${details.map(([title, schema]) => html`<details><summary>${title}</summary><pre tabindex="0"><code>${jsonMarkup(schema)}</code></pre></details>`)}</div>`;
}
