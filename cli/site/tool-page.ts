import type { JsonSchema } from '../../engine/json.ts';
import type { Chain, Method } from '../../engine/schema/model.ts';
import { HOME, integrationPage, rootFrom, toolPage } from './address.ts';
import { badges, STATUS_WORDS } from './badges.ts';
import { errorRules } from './error-rules.ts';
import { commandOf, exampleOf } from './example.ts';
import { jsonMarkup } from './json.ts';
import { drawPage } from './layout.ts';
import { inline, paragraphs, type ToolLinks } from './markdown.ts';
import { html, type Markup, type Part } from './markup.ts';
import { keyTable, schemaTable } from './schema-table.ts';
import { sideOf } from './side.ts';
import { isChain, placeOf, type SiteIntegration, type SiteTool } from './site.ts';

/** The page of one tool. `links` are addresses from the root on. */
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
<p class="name"><code>${operation.tool}</code></p>
<p class="badges">${badges(tool)}</p>
<div class="prose lead">${paragraphs(operation.description, links)}</div>
${requestOf(definition)}</header>
<div class="takes">
${argumentSections(tool, links)}
</div>
${example(tool)}
<div class="gives">
${resultSection(tool, links)}
${conditions(tool, links)}
${errors(tool, links)}
${about(site, tool, links)}
${schemas(tool)}
</div></article>`,
  });
}

const section = (title: string, content: Part): Markup => {
  const id = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${content}</section>\n`;
};

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

/** What the YAML declares, and what the engine itself takes. */
function argumentSections({ operation: { inputSchema }, definition }: SiteTool, links: ToolLinks): Part {
  const all = Object.entries((inputSchema.properties ?? {}) as Record<string, JsonSchema>);
  const declared = definition.definition.parameters ?? {};
  const only = (own: boolean) => ({
    ...inputSchema,
    properties: Object.fromEntries(all.filter(([name]) => Object.hasOwn(declared, name) === own)),
  });
  const [own, engine] = [only(true), only(false)];
  const isEmpty = ({ properties }: { properties: object }) => Object.keys(properties).length === 0;
  return [
    section('Arguments', isEmpty(own) ? html`<p>None.</p>` : schemaTable('Arguments', own, links)),
    !isEmpty(engine) &&
      section(
        'Arguments that steer the call',
        html`<p class="intro">They are the same for every tool of this kind, and are not sent to the API.</p>${schemaTable('Arguments of ymcp itself', engine, links)}`,
      ),
  ];
}

function resultSection({ operation: { outputSchema } }: SiteTool, links: ToolLinks): Part {
  const { error: _, ...properties } = (outputSchema.properties ?? {}) as Record<string, JsonSchema>;
  if (Object.keys(properties).length === 0)
    return section('Result', html`<p>The answer of the API, as it is.</p>`);
  return section('Result', schemaTable('Fields of the result', { properties }, links));
}

function conditions({ definition: { definition } }: SiteTool, links: ToolLinks): Part {
  const checks = 'checks' in definition ? (definition.checks ?? []) : [];
  const { confirm } = definition;
  if (checks.length === 0 && confirm === undefined) return undefined;
  return section(
    'Before it is sent',
    html`${confirm !== undefined && html`<p class="ask">The user is asked: <q>${confirm}</q></p>`}
${
  checks.length > 0 &&
  keyTable(
    'Checks',
    checks.map(({ assert, message }) => ({
      name: html`<code>check_failed</code>`,
      meaning: html`${inline(message, links)}<span class="about">unless <code>${assert.trim().replaceAll(/\s+/g, ' ')}</code></span>`,
    })),
  )
}`,
  );
}

/** Error rules of the method, and the failures that its cases show. */
function errors({ definition: { definition }, cases }: SiteTool, links: ToolLinks): Part {
  const rules = 'errors' in definition ? (definition.errors ?? []) : [];
  const shown = cases.flatMap(({ definition: { name, error } }) => (error ? [{ name, error }] : []));
  if (rules.length === 0 && shown.length === 0) return undefined;
  const rows = shown.map(({ name, error: { code, status, message } }) => ({
    name: html`<code>${String(code)}</code>`,
    under: status !== undefined && `status ${status}`,
    meaning: html`${name}${typeof message === 'string' && !message.startsWith('{{') && html`<span class="about">${message}</span>`}`,
  }));
  return section(
    'Errors',
    html`${rules.length > 0 && errorRules(rules, links)}${rows.length > 0 && keyTable('Failures that cases show', rows)}`,
  );
}

function about({ integration }: SiteIntegration, tool: SiteTool, links: ToolLinks): Markup {
  const { definition, tokens, cases, operation } = tool;
  const source = isChain(definition) ? undefined : definition.definition.source;
  const facts: [string, Part][] = [
    ['Defined in', html`<code>${placeOf(tool, integration)}</code>`],
    ['Method', html`<code>${operation.resource}.${operation.method}</code>`],
    [
      'Tags',
      operation.tags.length > 0 &&
        operation.tags.map((tag) => html`<span class="badge plain">${tag}</span> `),
    ],
    ['Tokens', `${tokens.toLocaleString('en')} in a list of tools`],
    ['Cases', cases.length > 0 && cases.length],
    ['Endpoint', source && `${STATUS_WORDS[source.status][0]}: ${STATUS_WORDS[source.status][1]}`],
    ['Known from', source?.url !== undefined && [source.url].flat().map(sourceLink)],
    ['Note', source?.note !== undefined && inline(source.note, links)],
  ];
  return section(
    'About this tool',
    html`<dl>${facts
      .filter(([, value]) => value !== undefined && value !== false)
      .map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>`,
  );
}

const sourceLink = (url: string): Markup =>
  /^https?:\/\//.test(url)
    ? html`<a class="url" href="${url}" rel="noopener noreferrer">${url}</a>`
    : html`<span class="url">${url}</span>`;

function schemas({ operation: { inputSchema, outputSchema } }: SiteTool): Markup {
  const details = [
    ['Schema of the arguments', inputSchema],
    ['Schema of the result', outputSchema],
  ] as const;
  return html`<div class="schemas">${details.map(([title, schema]) => html`<details><summary>${title}</summary><pre tabindex="0"><code>${jsonMarkup(schema)}</code></pre></details>`)}</div>`;
}
