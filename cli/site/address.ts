/** Addresses within the site, from its root on. Names of integrations have no dot, so none is that of another file. */
export const HOME = 'index.html';
export const integrationPage = (name: string) => `${name}/index.html`;
export const toolPage = (integration: string, tool: string) => `${integration}/tools/${tool}.html`;

/** The way from one page to the root: `../../`. */
export const rootFrom = (page: string): string => '../'.repeat(page.split('/').length - 1);
