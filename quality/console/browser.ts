/** Debian's Chromium for tests of the console, with what the tests look at: messages of the page and its failures. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS });

export interface View { readonly theme: 'light' | 'dark'; readonly language: 'en' | 'de'; readonly width: number; readonly height: number }
export interface Watched { readonly context: BrowserContext; readonly page: Page; /** What the page complained about. */ readonly complaints: string[] }

/** A page of its own session (`cookie`: as `name=value`; null: nobody signed in). */
export async function openPage(browser: Browser, url: string, cookie: string | null, view: Partial<View> = {}): Promise<Watched> {
  const { theme = 'light', language = 'en', width = 1440, height = 900 } = view;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: language === 'de' ? 'de-DE' : 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', permissions: [] });
  if (cookie !== null) {
    const [name = '', ...value] = cookie.split('=');
    await context.addCookies([{ name, value: value.join('='), url }]);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => { if (!request.url().endsWith('/events') && request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`); });
  page.on('request', (request) => { if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) complaints.push(`left the server: ${request.url()}`); });
  return { context, page, complaints };
}

/** Waits until the page shows content: no skeleton, no spinner, no request under way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  // Not waitForFunction: it evaluates text within the page, which the Content-Security-Policy forbids.
  for (const end = Date.now() + 15_000; (await page.locator('.fui-Skeleton, [aria-busy=true]').count()) > 0;) {
    if (Date.now() > end) throw new Error(`${page.url()} is still loading after 15 s`);
    await page.waitForTimeout(25);
  }
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
