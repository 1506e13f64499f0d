/**
 * Every page of the console, in both themes and both languages, wide and narrow: it shows, complains about nothing, and
 * axe finds no violation. SCREENSHOTS names a folder that keeps a picture of each.
 */
import { mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../apps/control-plane/testing/server.ts';
import { violationsOf } from './axe.ts';
import { launchBrowser, openPage, settled, type View } from './browser.ts';
import { DETAILS, PLACES } from './places.ts';
import { ownPassword, serveFakeWorld } from './serve.ts';

const folder = process.env['SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'breakwater-console-'));
const VIEWS: readonly View[] = [
  { theme: 'light', language: 'en', width: 1440, height: 900 },
  { theme: 'dark', language: 'en', width: 1440, height: 900 },
  { theme: 'light', language: 'de', width: 800, height: 900 },
  { theme: 'dark', language: 'de', width: 800, height: 900 },
];

let server: TestServer;
let browser: Browser;
let cookie: string;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = await serveFakeWorld();
  cookie = await ownPassword(server);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function look(name: string, path: string, who: string | null, view: View): Promise<void> {
  const { page, context, complaints } = await openPage(browser, server.url, who, view);
  try {
    await page.goto(server.url + path);
    await settled(page);
    await page.screenshot({ path: join(folder, `${name}-${view.theme}-${view.language}-${view.width}.png`) });
    expect(await page.title()).toMatch(/Breakwater$/);
    expect(await page.evaluate('document.documentElement.lang')).toBe(view.language);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(view.width);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints.filter((complaint) => !(who === null && complaint.includes('401')))).toEqual([]);
  } finally {
    await context.close();
  }
}

describe.each(VIEWS.filter((_, index) => index % 3 === 0))('further, $theme, $language, $width wide', (view) => {
  it.each(Object.entries(DETAILS))('%s', (name, path) => look(name, path, cookie, view));
});

describe.each(VIEWS)('$theme, $language, $width wide', (view) => {
  it.each(Object.entries(PLACES))('%s', (name, path) => look(name, path, cookie, view));
  it('sign-in', () => look('sign-in', '/signin', null, view));
});
