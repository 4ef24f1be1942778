import type { JsonSchema } from '../../engine/json.ts';
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
import { keyTable, rules } from './schema-table.ts';
import { withoutSecretValues } from './secret-values.ts';
import { drawSections, jumpList, type Section } from './section.ts';
import { sideOf } from './side.ts';
import { byResource, isChain, type SiteIntegration, type SiteTool, tokensOf } from './site.ts';
import { breakable } from './words.ts';

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
  const sections = sectionsOf(site, root, links);
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
${coverageBar(tools)}
${jumpList(sections)}</header>
${drawSections(sections)}`,
  });
}

/** The parts of the page. */
function sectionsOf({ integration, tools }: SiteIntegration, root: string, links: ToolLinks): Section[] {
  const { name, definition } = integration;
  const { auth = { type: 'none' }, limits = {}, retry = {}, errors = [] } = definition;
  const told = definition.instructions;
  return [
    { title: 'Tools', content: toolLists(tools, root, name) },
    {
      title: 'What a model is told',
      content: told !== undefined && html`<div class="prose note">${paragraphs(told, links)}</div>`,
    },
    { title: 'Serve it', content: serving(integration) },
    { title: 'Settings', content: settings(integration) },
    { title: 'Credentials', content: block('auth', auth) },
    { title: 'Pagination', content: block('pagination', definition.pagination) },
    { title: 'Limits', content: block('limits', limits, true) },
    { title: 'Retries', content: block('retry', retry, true) },
    { title: 'Rate limit', content: block('rate_limit', definition.rate_limit) },
    { title: 'Errors', content: errors.length > 0 && errorRules(errors) },
    { title: 'Prompts', content: prompts(definition.prompts ?? {}, links) },
  ];
}

function docsLink(url: string | undefined): Part {
  if (url === undefined || !/^https?:\/\//.test(url)) return url;
  return html`<a href="${url}" rel="noopener noreferrer">Documentation of the API</a>`;
}

/** A block of the YAML by its key, told by the schema of the format. */
function block(key: string, given: unknown, withDefaults = false): Part {
  const schema = SCHEMAS[key];
  if (given === undefined || !schema) return undefined;
  const { type } = given as { type?: string };
  const table = blockTable(`Keys of ${key}`, schema, given, withDefaults);
  return html`<p class="intro">${type !== undefined && html`<code class="type">${type}</code> `}${introOf(schema, given)}</p>
${table}`;
}

function settings({ name, definition: { account } }: Integration): Part {
  if (!account) return undefined;
  const required = account.required ?? [];
  const rows = Object.entries(account.properties).map(([key, setting]) => ({
    name: html`<code>${settingVariable({ name }, key, setting)}</code>${required.includes(key) && html` <span class="required">required</span>`}`,
    under: key,
    meaning: html`${inline(setting.description ?? '')}${rules(withoutSecretValues(setting as JsonSchema))}`,
  }));
  return html`<p class="intro">What one account supplies, from the environment or a <code>.env</code> file.</p>${keyTable('Settings of an account', rows)}`;
}

function serving({ name, sandbox }: Integration): Markup {
  const config = { mcpServers: { [name]: { command: 'ymcp', args: ['serve', name] } } };
  return html`<div class="pair"><figure><figcaption>In a terminal</figcaption><pre tabindex="0"><code>ymcp serve ${name} --http 8787${sandbox && `\n# against the sandbox, without an account\nymcp serve ${name} --http 8787 --sandbox`}</code></pre></figure>
<figure><figcaption>In the configuration of an MCP client</figcaption><pre tabindex="0"><code>${jsonMarkup(config)}</code></pre></figure></div>`;
}

function prompts(definitions: Readonly<Record<string, PromptDefinition>>, links: ToolLinks): Part {
  const entries = Object.entries(definitions);
  if (entries.length === 0) return undefined;
  return html`<p class="intro">Tasks that people start from their MCP client.</p>${entries.map(([key, prompt]) => drawPrompt(key, prompt, links))}`;
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
    ([resource, own]) => html`<h3 id="resource-${resource}">${breakable(resource)}</h3>
<ul class="tools">${own.map((tool) => toolEntry(tool, root + toolPage(name, tool.operation.tool)))}</ul>\n`,
  );
}

function toolEntry(tool: SiteTool, page: string): Markup {
  const { operation, definition } = tool;
  return html`<li><a href="${page}"><b>${operation.title}</b><code>${breakable(operation.tool)}</code></a>
<p>${inline(firstSentence(operation.description))}</p>
<p class="badges">${kindBadge(tool)}${isChain(definition) ? html`<span class="badge plain">Chain</span>` : statusBadge(tool)}<span class="tokens">${tool.tokens.toLocaleString('en')} tokens</span></p></li>\n`;
}

/** As far as a list has room; the whole text stands on the page of the tool. */
function firstSentence(text: string): string {
  const [first] = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  return (first?.segment ?? text).trim();
}
