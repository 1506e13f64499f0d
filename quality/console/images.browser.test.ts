/** What people do with images and registries in the console: read why a finding holds, exempt it, connect a registry; and what they see before there is anything. */
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../apps/control-plane/testing/server.ts';
import { violationsOf } from './axe.ts';
import { launchBrowser, openPage, settled, type View } from './browser.ts';
import { ownPassword, serveFakeWorld } from './serve.ts';
import { ago } from './world.ts';

const folder = process.env['SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'breakwater-images-'));
const LIGHT: View = { theme: 'light', language: 'en', width: 1440, height: 900 };
const DARK: View = { theme: 'dark', language: 'de', width: 800, height: 900 };

let server: TestServer;
let bare: TestServer;
let browser: Browser;
let cookie: string;
let bareCookie: string;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = await serveFakeWorld();
  cookie = await ownPassword(server);
  bare = await serveFakeWorld({ further: 0, change: (world, { images, registries }) => {
    images.splice(0);
    registries.splice(0);
    Object.assign(world.advisories, { count: 0, newest: null, writtenAt: null, ecosystems: {} });
  } });
  bareCookie = await ownPassword(bare);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), bare?.stop()]);
});

interface Visit { readonly on?: TestServer; readonly who?: string; readonly view?: View }

/** Opens an address, and fails when the page complained. */
async function visit(path: string, act: (page: Page) => Promise<void>, { on = server, who = cookie, view = LIGHT }: Visit = {}): Promise<void> {
  const { page, context, complaints } = await openPage(browser, on.url, who, view);
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(on.url + path);
    await settled(page);
    await act(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Keeps a picture of what is on the screen, and has axe look at it. */
async function looks(page: Page, name: string, { theme, language, width } = LIGHT): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}-${theme}-${language}-${width}.png`) });
  expect([name, await violationsOf(page)]).toEqual([name, []]);
}

const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement?.tagName + ":" + (document.activeElement?.textContent ?? "").slice(0, 60)');
const address = (page: Page): string => page.url().slice(server.url.length);

describe('images', () => {
  it('are counted with the reasons of those that are not assessed, each a way to them', () => visit('/images', async (page) => {
    await page.getByText('of 41 running images assessed').waitFor();
    await page.getByRole('link', { name: /registry docker.io is not connected/ }).click();
    await page.getByText('1 row', { exact: true }).waitFor();
    expect(decodeURIComponent(address(page).replaceAll('+', ' '))).toBe('/images?reason=registry docker.io is not connected');
    await page.getByRole('row').nth(1).getByText('Not known').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('41 rows').waitFor();
    await page.getByRole('link', { name: 'All images' }).click();
    await page.getByText('101 rows').waitFor();
  }));

  it('show the progress of a scan while it runs', () => visit('/images?state=scanning', async (page) => {
    await expect.poll(() => page.getByRole('gridcell').getByRole('progressbar').count()).toBe(3);
    await page.getByRole('gridcell').getByText('19%').waitFor();
  }));

  it('are scanned again on request', () => visit('/images/img-0', async (page) => {
    await page.getByRole('button', { name: 'Scan again' }).click();
    await page.getByText('The image is scanned again').waitFor();
    await page.getByText('Waiting', { exact: true }).waitFor();
  }));

  it('give their bill of materials in both formats', () => visit('/images/img-9', async (page) => {
    for (const [choice, name, marker] of [['CycloneDX 1.6 (JSON)', 'shop_gateway_2.8.cdx.json', 'CycloneDX'], ['SPDX 2.3 (JSON)', 'shop_gateway_2.8.spdx.json', 'SPDX-2.3']] as const) {
      await page.getByRole('button', { name: 'SBOM' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: choice }).click()]);
      expect(download.suggestedFilename()).toBe(name);
      expect(readFileSync(await download.path(), 'utf8')).toContain(marker);
    }
  }));

  it('lead from a layer to its packages, and from a workload to its images', () => visit('/images/img-9?tab=layers', async (page) => {
    await page.getByRole('row').nth(4).getByRole('link').click();
    await page.waitForURL('**tab=packages**');
    await page.getByText('lodash', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^Where it runs/ }).click();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('link', { name: /^Images\s*\d/ }).click();
    await page.getByText('shop/gateway:2.8').waitFor();
  }));
});

describe('a finding', () => {
  it('says why it holds; its panel opens and closes by keyboard', () => visit('/images/img-9', async (page) => {
    await page.getByRole('row').nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Finding' });
    await panel.getByText('Why', { exact: true }).waitFor();
    await panel.getByText(/lies in >= 0/).waitFor();
    expect(await focused(page)).toMatch(/^H2:(CVE|GHSA)-/);
    expect(await page.locator('[role=row][aria-selected=true]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await panel.count()).toBe(0);
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('row');
  }));

  it('can be exempt by vulnerability, package and image; it is counted no more until that is revoked', () => visit('/images/img-8', async (page) => {
    const count = async (): Promise<number> => Number((await page.getByRole('link', { name: /^Vulnerabilities\s*\d/ }).textContent())?.replace(/\D/g, ''));
    const before = await count();
    await page.getByRole('row').nth(1).getByRole('link').click();
    const panel = page.getByRole('complementary', { name: 'Finding' });
    await panel.getByRole('button', { name: 'Exempt…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Exempt findings' });
    await looks(page, 'exempt-findings');
    expect(await dialog.getByLabel('Image').inputValue()).toBe('registry.internal/shop/indexer');
    for (const field of ['Vulnerability', 'Package', 'Image']) await dialog.getByLabel(field).fill('');
    await dialog.getByRole('button', { name: 'Exempt', exact: true }).click();
    await dialog.getByText('Name a vulnerability, a package or an image').waitFor();
    await dialog.getByLabel('Vulnerability').fill((await panel.locator('h2').first().textContent()) ?? '');
    await dialog.getByLabel('Justification').fill('The parser is switched off.');
    await dialog.getByLabel('Approver').fill('security');
    await dialog.getByRole('button', { name: 'Exempt', exact: true }).click();
    await page.getByText('The exemption is in force').waitFor();
    await expect.poll(count).toBe(before - 1);
    await page.goto(`${server.url}/exemptions`);
    await page.getByRole('row').nth(1).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The exemption has ended').waitFor();
    await page.goto(`${server.url}/images/img-8`);
    await settled(page);
    expect(await count()).toBe(before);
  }));

  it('that does not affect is not among those that do', () => visit('/images/img-9', async (page) => {
    await page.getByText('843 rows').waitFor();
    await page.getByTitle('Filter by Status').click();
    await page.getByLabel('Not affected').check();
    await page.keyboard.press('Escape');
    await page.getByText('40 rows').waitFor();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByText('vulnerable_code_not_in_execute_path').waitFor();
  }));
});

describe('a vulnerability', () => {
  it('links only to the web, in a new tab that is told nothing', () => visit('/vulnerabilities', async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('heading', { name: 'References' }).waitFor();
    const links = page.getByRole('complementary').getByRole('link');
    expect(await links.count()).toBe(2);
    for (const link of await links.all()) expect([await link.getAttribute('rel'), await link.getAttribute('target')]).toEqual(['noreferrer noopener', '_blank']);
    await page.getByText('javascript:alert(1)').waitFor();
  }));
});

describe('registries', () => {
  it('are connected with filters, edited without giving the password again, and disconnected after a warning', () => visit('/settings/registries', async (page) => {
    await page.getByRole('button', { name: 'Connect a registry' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    expect(await dialog.getByText('This is needed').count()).toBe(2);
    await dialog.getByLabel('Name').first().fill('Mirror');
    await dialog.getByLabel('Address').fill('mirror.shop.example');
    await dialog.getByLabel('The registry speaks plain HTTP').check();
    await dialog.getByText('Without TLS the password').waitFor();
    await looks(page, 'connect-registry');
    await dialog.getByLabel('User').fill('reader');
    await dialog.getByLabel('Password or token').fill('secret of the mirror');
    await dialog.getByLabel('Only repositories').fill('shop/**\nplatform/*');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('heading', { name: 'Mirror', level: 1 }).waitFor();
    await page.getByText('shop/**, platform/*').waitFor();
    await page.getByText(/\/ingest\/v1\/registries\/reg-\d+\/notifications/).first().waitFor();
    expect(await page.content()).not.toContain('secret of the mirror');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    expect(await dialog.getByLabel('Password or token').inputValue()).toBe('');
    await dialog.getByLabel('List it').selectOption('15');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('every 15 minutes').waitFor();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await dialog.getByText('Its credentials are deleted').waitFor();
    await looks(page, 'disconnect-registry');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Mirror is disconnected').waitFor();
    expect(address(page)).toBe('/settings/registries');
    await page.getByText('3 rows').waitFor();
  }));

  it('are only read by those who may not change them', async () => {
    await server.fetch('/api/v1/users', { method: 'POST', cookie, json: { name: 'looker', role: 'viewer', password: 'a reader of images' } });
    const looker = await server.signIn('looker', 'a reader of images');
    await visit('/settings/registries', async (page) => {
      await page.getByText('3 rows').waitFor();
      expect(await page.getByRole('button', { name: 'Connect a registry' }).count()).toBe(0);
      await page.goto(`${server.url}/images/img-9`);
      await settled(page);
      expect([await page.getByRole('button', { name: 'Scan again' }).count(), await page.getByRole('button', { name: 'Exempt…' }).count(), await page.getByRole('button', { name: 'SBOM' }).count()]).toEqual([0, 0, 1]);
    }, { who: looker });
  });
});

describe.each([LIGHT, DARK])('before there is anything, $theme', (view) => {
  const pages: Readonly<Record<string, string>> = { overview: '/', images: '/images', 'images-all': '/images?tab=all', vulnerabilities: '/vulnerabilities', updates: '/vulnerabilities?tab=updates', registries: '/settings/registries', recommendation: '/recommendations/running-images-vulnerabilities' };
  it.each(Object.entries(pages))('%s says what to do', (name, path) => visit(path, async (page) => {
    if (name !== 'registries') await page.getByText('breakwater advisories update').first().waitFor();
    await looks(page, `bare-${name}`, view);
  }, { on: bare, who: bareCookie, view }));
});

describe('advisories', () => {
  it.each([['old', { writtenAt: ago(12), count: 312_004 }, 'older than a week'], ['broken', { problem: 'advisories.db: its checksum is wrong', writtenAt: ago(1), count: 1 }, 'its checksum is wrong']] as const)('that are %s are said so', async (name, state, text) => {
    const other = await serveFakeWorld({ further: 0, change: (world) => void Object.assign(world.advisories, state) });
    try {
      await visit('/images', async (page) => {
        await page.getByText(text).waitFor();
        await page.getByText('breakwater advisories update').waitFor();
        await looks(page, `advisories-${name}`);
      }, { on: other, who: await ownPassword(other) });
    } finally {
      await other.stop();
    }
  });
});
