import type { JsonSchema } from '../../engine/json.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { STATUS_WORDS } from './badges.ts';
import { errorRules } from './error-rules.ts';
import { inline, type ToolLinks } from './markdown.ts';
import { html, type Markup, type Part } from './markup.ts';
import { keyTable, schemaTable } from './schema-table.ts';
import type { Section } from './section.ts';
import { isChain, placeOf, type SiteTool } from './site.ts';
import { breakable, oneLine, templateWords } from './words.ts';

/** What a tool takes: the arguments that the YAML declares, and those of the engine itself. */
export function argumentSections({ operation, definition }: SiteTool, links: ToolLinks): Section[] {
  const { inputSchema } = operation;
  const all = Object.entries((inputSchema.properties ?? {}) as Record<string, JsonSchema>);
  const declared = definition.definition.parameters ?? {};
  const table = (caption: string, isDeclared: boolean) => {
    const own = all.filter(([name]) => Object.hasOwn(declared, name) === isDeclared);
    return (
      own.length > 0 && schemaTable(caption, { ...inputSchema, properties: Object.fromEntries(own) }, links)
    );
  };
  const engine = table('Arguments of ymcp itself', false);
  return [
    { title: 'Arguments', content: table('Arguments', true) || html`<p>None.</p>` },
    {
      title: 'Arguments that steer the call',
      content:
        engine &&
        html`<p class="intro">They are the same for every tool of this kind, and are not sent to the API.</p>${engine}`,
    },
  ];
}

/** What comes of a call, and what there is to know about the tool besides. */
export const outcomeSections = (tool: SiteTool, integration: Integration, links: ToolLinks): Section[] => [
  { title: 'Result', content: resultOf(tool, links) },
  { title: 'Before it is sent', content: conditionsOf(tool) },
  { title: 'Errors', content: errorsOf(tool) },
  { title: 'About this tool', content: factsOf(tool, integration, links) },
];

function resultOf({ operation: { outputSchema }, definition }: SiteTool, links: ToolLinks): Markup {
  const { error: _, ...properties } = (outputSchema.properties ?? {}) as Record<string, JsonSchema>;
  if (Object.keys(properties).length > 0) return schemaTable('Fields of the result', { properties }, links);
  const expression = isChain(definition)
    ? definition.definition.result
    : definition.definition.response?.item;
  if (typeof expression === 'string')
    return html`<p>What this JSONata makes of it:</p><pre tabindex="0"><code>${expression.trim()}</code></pre>`;
  const what = isChain(definition) ? 'The result of the last step' : 'The answer of the API';
  return html`<p>${what}, as it is.</p>`;
}

function conditionsOf({ definition: { definition } }: SiteTool): Part {
  const checks = 'checks' in definition ? (definition.checks ?? []) : [];
  const { confirm } = definition;
  if (checks.length === 0 && confirm === undefined) return undefined;
  const rows = checks.map(({ assert, message }) => ({
    name: html`<code>check_failed</code>`,
    meaning: html`${templateWords(message)}<span class="about">unless <code>${oneLine(assert)}</code></span>`,
  }));
  return html`${confirm !== undefined && html`<p class="ask">The user is asked: <q>${templateWords(confirm)}</q></p>`}
${rows.length > 0 && keyTable('Checks', rows)}`;
}

/** Error rules of the method, and the failures that its cases show. */
function errorsOf({ definition: { definition }, cases }: SiteTool): Part {
  const rules = 'errors' in definition ? (definition.errors ?? []) : [];
  const shown = cases.flatMap(({ definition: { name, error } }) => (error ? [{ name, error }] : []));
  if (rules.length === 0 && shown.length === 0) return undefined;
  const rows = shown.map(({ name, error: { code, status, message } }) => ({
    name: html`<code>${String(code)}</code>`,
    under: status !== undefined && `status ${status}`,
    meaning: html`Case “${name}”${typeof message === 'string' && !message.startsWith('{{') && html`<span class="about">${message}</span>`}`,
  }));
  return html`${rules.length > 0 && errorRules(rules)}${rows.length > 0 && keyTable('Failures that cases show', rows)}`;
}

function factsOf(tool: SiteTool, integration: Integration, links: ToolLinks): Markup {
  const { definition, tokens, cases, operation } = tool;
  const source = isChain(definition) ? undefined : definition.definition.source;
  const tags = operation.tags.map((tag) => html`<span class="badge">${tag}</span> `);
  const facts: [string, Part][] = [
    ['Defined in', html`<code>${breakable(placeOf(tool, integration))}</code>`],
    ['Method', html`<code>${operation.resource}.${operation.method}</code>`],
    ['Tags', tags.length > 0 && tags],
    ['Tokens', `${tokens.toLocaleString('en')} in a list of tools`],
    ['Cases', cases.length > 0 && cases.length],
    ['Endpoint', source && html`${STATUS_WORDS[source.status][0]}. ${STATUS_WORDS[source.status][1]}`],
    ['Known from', source?.url !== undefined && [source.url].flat().map(sourceLink)],
    ['Note', source?.note !== undefined && inline(source.note, links)],
  ];
  return html`<dl>${facts
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

const sourceLink = (url: string): Markup =>
  /^https?:\/\//.test(url)
    ? html`<a class="url" href="${url}" rel="noopener noreferrer">${url}</a>`
    : html`<span class="url">${url}</span>`;
