import { HOME, integrationPage, toolPage } from './address.ts';
import { homePage } from './home-page.ts';
import { drawIntegrationPage } from './integration-page.ts';
import { searchFile } from './search-file.ts';
import type { SiteIntegration } from './site.ts';
import { drawToolPage } from './tool-page.ts';

/** Every file of the site that is made from integrations, by its address. The same integrations give the same bytes. */
export function renderSite(integrations: readonly SiteIntegration[]): Map<string, string> {
  const files = new Map([
    [HOME, homePage(integrations)],
    ['search.js', searchFile(integrations)],
  ]);
  for (const site of integrations) {
    const { name } = site.integration;
    files.set(integrationPage(name), drawIntegrationPage(site));
    for (const tool of site.tools) files.set(toolPage(name, tool.operation.tool), drawToolPage(site, tool));
  }
  return files;
}
