import { searchIndexData } from '../../engine/mcp/search-index.ts';
import { toolPage } from './address.ts';
import { kindOf } from './badges.ts';
import type { SiteIntegration } from './site.ts';

/** A script that gives the page its search index; a file that is fetched could not be read from a folder. */
export function searchFile(integrations: readonly SiteIntegration[]): string {
  const tools = integrations.flatMap((site) => site.tools.map((tool) => ({ site, tool })));
  const { index, options } = searchIndexData(tools.map(({ tool }) => tool.operation));
  const entries = tools.map(({ site: { integration }, tool: { operation } }) => ({
    name: operation.tool,
    title: operation.title,
    integration: integration.label,
    kind: kindOf(operation.hints),
    page: toolPage(integration.name, operation.tool),
  }));
  return `globalThis.ymcpSearch = ${asScript({ entries, options, index })};\n`;
}

/** JSON as JavaScript, safe also where a page holds it. */
const asScript = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
