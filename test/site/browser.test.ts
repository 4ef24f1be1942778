import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readAssets } from '../../cli/site/assets.ts';
import { servePreview } from '../../cli/site/preview.ts';
import { renderSite } from '../../cli/site/render.ts';
import { writeSite } from '../../cli/site/write.ts';
import { browserAbsent, openBrowser } from '../support/browser.ts';
import { runCli } from '../support/run-cli.ts';
import { hostileSite, largeSite } from './sites.ts';

// Many pages are looked at in one test, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = [
  'index.html',
  'ipost/index.html',
  'ipost/tools/i_post_lists_clean.html',
  'mailman/tools/list_all_mailman_members.html',
];

describe.skipIf(browserAbsent)(
  `pages in a browser${browserAbsent ? ` (skipped: ${browserAbsent})` : ''}`,
  () => {
    let folder: string;
    let browser: Browser;
    let context: BrowserContext;
    let complaints: string[];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'site-'));
      const { code } = await runCli(['docs', 'ipost', 'mailman', '--out', join(folder, 'real')]);
      expect(code).toBe(0);
      const odd = [await hostileSite(), await largeSite(500)];
      writeSite(join(folder, 'odd'), new Map([...renderSite(odd), ...readAssets()]), false);
      browser = await openBrowser();
    });
    afterEach(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    const urlOf = (name: string) => pathToFileURL(join(folder, name)).href;

    /** A page of a fresh profile; whatever it complains of, and every request beyond the site, is noted. */
    async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
      complaints = [];
      context = await browser.newContext(options);
      const page = await context.newPage();
      const home = url.startsWith('file:') ? urlOf('') : new URL(url).origin;
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
      page.on('request', (request) => {
        if (!request.url().startsWith(home) && !request.url().startsWith('data:'))
          complaints.push(`asks elsewhere: ${request.url()}`);
      });
      await page.goto(url);
      return page;
    }

    const ground = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const LIGHT = 'rgb(251, 251, 249)';
    const DARK = 'rgb(18, 20, 22)';

    test('search finds a tool by what it does, from the keyboard, and goes there', async () => {
      const page = await open(urlOf('real/index.html'));
      await page.keyboard.press('/');
      await page.keyboard.type('empty a list');
      await page.locator('#found [role=option]', { hasText: 'i_post_lists_clean' }).first().waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('held mess');
      await page.locator('#found [role=option]', { hasText: 'list_all_mailman_held_messages' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.waitForURL(/mailman\/tools\/\w*held_message\w*\.html$/);
      expect(await page.locator('h1').textContent()).toContain('held message');
    });

    test('a search that finds nothing says so, and Escape ends it', async () => {
      const page = await open(urlOf('real/ipost/tools/i_post_lists_clean.html'));
      await page.keyboard.press('/');
      await page.keyboard.type('zzzzqqqq');
      await page.getByText('No tool fits “zzzzqqqq”.').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('#search').inputValue()).toBe('');
      expect(await page.locator('#found-none').isVisible()).toBe(false);
    });

    test('one of five hundred tools is found', async () => {
      const page = await open(urlOf('odd/index.html'));
      await page.keyboard.press('/');
      await page.keyboard.type('reports_7 read_49');
      await page.locator('#found [role=option]').first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/large_reports_7_read_49\.html$/);
    });

    test('the theme follows the system until another is chosen, which is remembered', async () => {
      const page = await open(urlOf('real/index.html'), { colorScheme: 'dark' });
      expect(await ground(page)).toBe(DARK);
      await page.getByRole('button', { name: 'Use the light theme' }).click();
      expect(await ground(page)).toBe(LIGHT);
      await page.getByRole('link', { name: 'iPost' }).click();
      await page.waitForURL(/ipost\/index\.html$/);
      expect(await ground(page)).toBe(LIGHT);
      await page.getByRole('button', { name: 'Use the dark theme' }).click();
      await page.reload();
      expect(await ground(page)).toBe(DARK);
    });

    test.each([320, 390, 800, 1440])('nothing scrolls sideways at %i pixels', async (width) => {
      const page = await open(urlOf(`real/${PAGES[0]}`), { viewport: { width, height: 800 } });
      for (const name of PAGES.map((one) => `real/${one}`).concat(
        'odd/hostile/index.html',
        'odd/large/index.html',
      )) {
        await page.goto(urlOf(name));
        expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
      }
    });

    test.each(['light', 'dark'] as const)('axe finds nothing wrong in the %s theme', async (colorScheme) => {
      const page = await open(urlOf(`real/${PAGES[0]}`), { colorScheme });
      for (const name of [...PAGES.map((one) => `real/${one}`), 'odd/hostile/tools/hostile_things_do.html']) {
        await page.goto(urlOf(name));
        await page.keyboard.press('/');
        await page.keyboard.type('list');
        await page.locator('#found [role=option], #found-none:not([hidden])').first().waitFor();
        await page.evaluate(AXE);
        const { violations } = await page.evaluate<AxeResults>('axe.run({ preload: false })');
        const found = violations.map(({ id, impact, nodes }) => `${name}: ${impact} ${id} ${nodes[0]?.html}`);
        expect(found).toEqual([]);
      }
    });

    test('HTML in the YAML is text', async () => {
      const page = await open(urlOf('odd/index.html'));
      for (const name of ['index.html', 'hostile/index.html', 'hostile/tools/hostile_things_do.html']) {
        await page.goto(urlOf(`odd/${name}`));
        expect(await page.evaluate('globalThis.isHacked')).toBeUndefined();
        expect(await page.locator('iframe, img, [onerror], a[href^="javascript:"]').count()).toBe(0);
      }
      expect(await page.locator('h1').textContent()).toContain('A "quoted" <b>label</b>');
      await page.getByRole('link', { name: 'hostile_things_do_more' }).first().click();
      await page.waitForURL(/hostile_things_do_more\.html$/);
    });

    test('the preview serves the same over HTTP', async () => {
      const preview = await servePreview(new Map([...renderSite([await hostileSite()]), ...readAssets()]), 0);
      const page = await open(preview.url);
      await page.keyboard.press('/');
      await page.keyboard.type('things');
      await page.locator('#found [role=option]').first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/hostile\/tools\//);
      await context.close();
      await preview.close();
    });

    test('it can be read without scripts', async () => {
      const page = await open(urlOf('real/ipost/tools/i_post_lists_clean.html'), {
        javaScriptEnabled: false,
      });
      expect(await page.getByRole('heading', { name: 'Arguments', exact: true }).isVisible()).toBe(true);
      expect(await page.locator('.search, .theme').evaluateAll((all) => all.length)).toBe(2);
      expect(await page.locator('.search').isVisible()).toBe(false);
    });
  },
);
