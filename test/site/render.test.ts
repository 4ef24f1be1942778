import { expect, test } from 'vitest';
import { readAssets } from '../../cli/site/assets.ts';
import { inline, paragraphs } from '../../cli/site/markdown.ts';
import { html } from '../../cli/site/markup.ts';
import { renderSite } from '../../cli/site/render.ts';
import { describeIntegration } from '../../cli/site/site.ts';
import { integrationAt } from '../support/integration.ts';
import { hostileSite, largeSite } from './sites.ts';

test('what is filled in is escaped, what is a piece of a page is not, what is absent is left out', () => {
  expect(html`<p a="${`"'<&>`}">${html`<b>${1}</b>`}${[undefined, false, 'x']}</p>`.text).toBe(
    '<p a="&quot;&#39;&lt;&amp;&gt;"><b>1</b>x</p>',
  );
});

test.each([
  ['<b onclick="x">', '&lt;b onclick=&quot;x&quot;&gt;'],
  ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
  [
    '![x](https://evil.example/x.png)',
    '!<a href="https://evil.example/x.png" rel="noopener noreferrer">x</a>',
  ],
  ['**a** `b<c` list_id', '<strong>a</strong> <code>b&lt;c</code> list_id'],
])('%j within a line', (text, expected) => {
  expect(inline(text).text).toBe(expected);
});

test('names of tools become links, but for those within a link', () => {
  const links = new Map([['get_it', 'get_it.html']]);
  expect(
    paragraphs('Use get_it, `get_it` or [get_it](https://example.com), not forget_it.', links).text,
  ).toBe(
    '<p>Use <a href="get_it.html">get_it</a>, <code><a href="get_it.html">get_it</a></code> or ' +
      '<a href="https://example.com" rel="noopener noreferrer">get_it</a>, not forget_it.</p>\n',
  );
});

test('no secret of the YAML or its cases gets into a page', async () => {
  const pages = [...renderSite([await hostileSite()])].map(([, text]) => text).join('\n');
  expect(pages).toContain('{{$account.token}}');
  expect(pages).not.toMatch(/(default|written|case)-secret-\d/);
});

test('five hundred tools have a page each, of a size that does not grow with their number', async () => {
  const files = renderSite([await largeSite(500)]);
  expect([...files.keys()].filter((name) => name.startsWith('large/tools/'))).toHaveLength(500);
  const small = renderSite([await largeSite(50)]);
  const page = 'large/tools/large_reports_0_read_7.html';
  const grown = (files.get(page)?.length ?? Number.NaN) - (small.get(page)?.length ?? Number.NaN);
  // Nine more resources in the list of resources, each a link.
  expect(grown).toBeGreaterThan(0);
  expect(grown).toBeLessThan(9 * 250);
});

test('every link within the site leads to a page, and to a place in it', async () => {
  const ipost = await describeIntegration(integrationAt('integrations/ipost'), [], async () => 1);
  const sites = [ipost, await hostileSite(), await largeSite(50)];
  const files = new Map([...renderSite(sites), ...readAssets()]);
  const links = [...files]
    .filter(([name]) => name.endsWith('.html'))
    .flatMap(([name, text]) =>
      [...text.matchAll(/ (?:href|src)="([^":]+)"/g)].map(
        ([, link = '']) => new URL(link, `http://site/${name}`),
      ),
    );
  const lost = links.filter(({ pathname, hash }) => {
    const page = files.get(pathname.slice(1));
    return page === undefined || (hash !== '' && !page.includes(` id="${hash.slice(1)}"`));
  });
  expect(links.length).toBeGreaterThan(1_000);
  expect(lost.map(String)).toEqual([]);
});
