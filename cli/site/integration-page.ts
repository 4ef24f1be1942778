import { settingVariable } from '../../engine/operation/settings.ts';
import { formatSchema } from '../../engine/schema/compose.ts';
import type { Integration } from '../../engine/schema/model.ts';
import type { PromptDefinition } from '../../engine/types.ts';
import { plural } from '../terminal.ts';
import { HOME, integrationPage, rootFrom, toolPage } from './address.ts';
import { kindBadge, statusBadge } from './badges.ts';
import { blockTable, introOf } from './block-table.ts';
import { coverageBar } from './coverage.ts';
import { errorRules } from './error-rules.ts';
import { jsonMarkup } from './json.ts';
import { drawPage } from './layout.ts';
import { inline, paragraphs, type ToolLinks } from './markdown.ts';
import { html, type Markup, type Part } from './markup.ts';
import { keyTable } from './schema-table.ts';
import { sideOf } from './side.ts';
import { byResource, isChain, type SiteIntegration, type SiteTool, tokensOf } from './site.ts';

const SCHEMAS = formatSchema.definitions as Record<string, Record<string, unknown>>;

/** The page of one integration: what it is, how it is set up, and its tools. */
export function drawIntegrationPage(site: SiteIntegration): string {
  const { integration, tools, cases } = site;
  const { name, label, definition } = integration;
  const address = integrationPage(name);
  const root = rootFrom(address);
  const links: ToolLinks = new Map(
    tools.map(({ operation: { tool } }) => [tool, root + toolPage(name, tool)] as const),
  );
  const facts = [
    plural(tools.length, 'tool'),
    `${tokensOf(tools).toLocaleString('en')} tokens`,
    plural(cases.length, 'case'),
  ];
  return drawPage({
    address,
    title: `${label} · Integrations`,
    description: definition.description ?? `${label}: ${facts.join(', ')}.`,
    trail: [
      { label: 'Integrations', address: HOME },
      { label, address },
    ],
    side: sideOf(site, root),
    main: html`<header class="title"><h1>${label}</h1>
${definition.description !== undefined && html`<p class="lead">${inline(definition.description)}</p>`}
<p class="facts">${facts.map((fact) => html`<span>${fact}</span>`)}${docsLink(definition.docs)}</p>
${coverageBar(tools)}</header>
${section('Tools', toolLists(tools, root, name))}
${definition.instructions !== undefined && section('What a model is told', html`<div class="prose note">${paragraphs(definition.instructions, links)}</div>`)}
${section('Serve it', serving(integration))}
${settings(integration)}
${block('Credentials', 'auth', definition.auth ?? { type: 'none' })}
${block('Pagination', 'pagination', definition.pagination)}
${block('Limits', 'limits', definition.limits ?? {}, true)}
${block('Retries', 'retry', definition.retry ?? {}, true)}
${block('Rate limit', 'rate_limit', definition.rate_limit)}
${(definition.errors ?? []).length > 0 && section('Errors', errorRules(definition.errors ?? [], links))}
${prompts(definition.prompts ?? {}, links)}`,
  });
}

const section = (title: string, content: Part): Markup => {
  const id = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${content}</section>\n`;
};

function docsLink(url: string | undefined): Part {
  if (url === undefined || !/^https?:\/\//.test(url)) return url;
  return html`<a href="${url}" rel="noopener noreferrer">Documentation of the API</a>`;
}

/** A block of the YAML by its key, told by the schema of the format. */
function block(title: string, key: string, given: unknown, withDefaults = false): Part {
  const schema = SCHEMAS[key];
  if (given === undefined || !schema) return undefined;
  const type = (given as { type?: string }).type;
  const table = blockTable(`${title}: keys`, schema, given, withDefaults);
  return section(
    title,
    html`<p class="intro">${type !== undefined && html`<code class="type">${type}</code> `}${introOf(schema, given)}</p>
${table.text.includes('<td>') && table}`,
  );
}

function settings({ name, definition: { account } }: Integration): Part {
  if (!account) return undefined;
  const rows = Object.entries(account.properties).map(([key, setting]) => {
    const isSecret = setting.writeOnly === true;
    return {
      name: html`<code>${settingVariable({ name }, key, setting)}</code>${account.required?.includes(key) && html` <span class="required">required</span>`}${isSecret && html` <span class="badge secret">secret</span>`}`,
      under: key,
      meaning: html`${setting.description !== undefined && inline(setting.description)}${setting.enum && html`<span class="rules">one of ${setting.enum.map((value, index) => html`${index > 0 && ', '}<code>${String(value)}</code>`)}</span>`}${setting.default !== undefined && !isSecret && html`<span class="rules"><code>${String(setting.default)}</code> when left out</span>`}`,
    };
  });
  return section(
    'Settings',
    html`<p class="intro">What one account supplies, from the environment or a <code>.env</code> file.</p>${keyTable('Settings of an account', rows)}`,
  );
}

function serving({ name, sandbox }: Integration): Markup {
  const config = { mcpServers: { [name]: { command: 'ymcp', args: ['serve', name] } } };
  return html`<div class="pair"><figure><figcaption>In a terminal</figcaption><pre tabindex="0"><code>ymcp serve ${name} --http 8787${sandbox && `\n# against the sandbox, without an account\nymcp serve ${name} --http 8787 --sandbox`}</code></pre></figure>
<figure><figcaption>In the configuration of an MCP client</figcaption><pre tabindex="0"><code>${jsonMarkup(config)}</code></pre></figure></div>`;
}

function prompts(definitions: Readonly<Record<string, PromptDefinition>>, links: ToolLinks): Part {
  const entries = Object.entries(definitions);
  if (entries.length === 0) return undefined;
  return section(
    'Prompts',
    html`<p class="intro">Tasks that people start from their MCP client.</p>${entries.map(([key, prompt]) => drawPrompt(key, prompt, links))}`,
  );
}

function drawPrompt(key: string, prompt: PromptDefinition, links: ToolLinks): Markup {
  const messages = prompt.messages ?? [{ role: 'user', text: prompt.text ?? '' }];
  const rows = Object.entries(prompt.arguments ?? {}).map(([name, { description = '', required }]) => ({
    name: html`<code>${name}</code>${required === true && html` <span class="required">required</span>`}`,
    meaning: inline(description),
  }));
  return html`<article class="prompt"><h3>${prompt.title ?? key}</h3><p><code>${key}</code></p>
${prompt.description !== undefined && html`<p>${inline(prompt.description, links)}</p>`}
${rows.length > 0 && keyTable(`Arguments of ${prompt.title ?? key}`, rows)}
<details><summary>Text</summary>${messages.map(({ role, text }) => html`<div class="prose note">${messages.length > 1 && html`<p class="small">${role}</p>`}${paragraphs(text, links)}</div>`)}</details></article>\n`;
}

function toolLists(tools: readonly SiteTool[], root: string, name: string): Markup[] {
  return byResource(tools).map(
    ([resource, own]) => html`<h3 id="resource-${resource}">${resource}</h3>
<ul class="tools">${own.map((tool) => toolEntry(tool, root + toolPage(name, tool.operation.tool)))}</ul>\n`,
  );
}

function toolEntry(tool: SiteTool, page: string): Markup {
  const { operation, definition } = tool;
  return html`<li><a href="${page}"><b>${operation.title}</b><code>${operation.tool}</code></a>
<p>${inline(firstSentence(operation.description))}</p>
<p class="badges">${kindBadge(tool)}${isChain(definition) ? html`<span class="badge plain">Chain</span>` : statusBadge(tool)}<span class="tokens">${tool.tokens.toLocaleString('en')} tokens</span></p></li>\n`;
}

/** As far as a list has room; the whole text stands on the page of the tool. */
function firstSentence(text: string): string {
  const [first] = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  return (first?.segment ?? text).trim();
}
