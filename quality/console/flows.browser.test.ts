/** What people do with the console, by keyboard and mouse: sign in, follow links, filter, exempt, watch changes arrive. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../apps/control-plane/testing/server.ts';
import { violationsOf } from './axe.ts';
import { launchBrowser, openPage, settled } from './browser.ts';
import { ownPassword, PASSWORD, serveFakeWorld } from './serve.ts';
import { wireTo } from './wire.ts';

let server: TestServer;
let browser: Browser;
let cookie: string;
beforeAll(async () => {
  server = await serveFakeWorld();
  cookie = await ownPassword(server);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens an address, and fails when the page complained. */
async function on(path: string, who: string | null, act: (page: Page) => Promise<void>, expected: RegExp = /^$/): Promise<void> {
  const { page, context, complaints } = await openPage(browser, server.url, who);
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(server.url + path);
    await settled(page);
    await act(page);
    expect(complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  } finally {
    await context.close();
  }
}

const heading = (page: Page) => page.locator('h1').textContent();
const address = (page: Page): string => page.url().slice(server.url.length);
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement?.tagName + ":" + (document.activeElement?.textContent ?? "").slice(0, 60)');

describe('signing in', () => {
  it('leads back to the link that was opened, and says when the password is wrong', () => on('/recommendations?severity=critical', null, async (page) => {
    await page.waitForURL('**/signin**');
    await page.keyboard.type('admin');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is not right.').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/recommendations');
    await settled(page);
    expect(address(page)).toBe('/recommendations?severity=critical');
    await expect.poll(() => page.getByRole('row').count()).toBe(4);
  }, /401/));

  it('never leads to another site', () => on('/signin?next=https%3A%2F%2Fevil.example%2Fx', null, async (page) => {
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(address(page)).toBe('/');
  }));

  it('a session that ends leads to sign-in, and back', async () => {
    const short = await server.signIn('admin', PASSWORD);
    await on('/exemptions', short, async (page) => {
      await server.fetch('/api/v1/session', { method: 'DELETE', cookie: short });
      await page.getByRole('link', { name: 'Recommendations' }).click();
      await page.waitForURL('**/signin**');
      await page.getByText('Your session has ended').waitFor();
      await page.getByLabel('User name').fill('admin');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Recommendations', level: 1 }).waitFor();
    }, /401/);
  });
});

describe('keyboard', () => {
  it('skips to the content, goes to pages, focuses the search and shows its help', () => on('/', cookie, async (page) => {
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('A:Skip to content');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toContain('MAIN:');
    await page.keyboard.type('gr');
    await page.waitForURL('**/recommendations');
    await expect.poll(() => focused(page)).toBe('H1:Recommendations');
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('privilege');
    await page.waitForURL('**search=privilege');
    await page.getByText('2 rows').waitFor();
    await page.keyboard.press('Escape');
    for (const [keys, title] of [['gi', 'Inventory'], ['gm', 'Images'], ['gv', 'Vulnerabilities'], ['gn', 'Initiatives'], ['ge', 'Exemptions'], ['gs', 'Settings'], ['go', 'Overview']] as const) {
      await page.locator('h1').focus();
      await page.keyboard.type(keys);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  }));

  it('moves between rows and opens one', () => on('/recommendations', cookie, async (page) => {
    const rows = page.getByRole('row');
    await rows.nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toContain('cluster-admin must not be bound');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toContain('Long-running containers');
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page)).toContain('Containers must not run privileged');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Containers must not run privileged', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Recommendations', level: 1 }).waitFor();
  }));

  it('opens a menu, moves in it, and gives the focus back', () => on('/', cookie, async (page) => {
    await page.getByRole('button', { name: 'Theme' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Theme');
  }));
});

describe('addresses', () => {
  it('hold filters, sorting and the environment', () => on('/recommendations?environment=env-prod&severity=critical,high&sort=title', cookie, async (page) => {
    await page.getByRole('button', { name: 'Severity: Critical, High' }).or(page.getByTitle('Filter by Severity')).first().waitFor();
    await page.getByText('8 rows').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Recommendation' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByTitle('Filter by Severity').click();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('High').uncheck();
    await page.getByText('3 rows').waitFor();
    expect(address(page)).toBe('/recommendations?environment=env-prod&severity=critical&sort=title');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Inventory' }).click();
    await page.waitForURL('**/inventory/environments?environment=env-prod');
    await page.goBack();
    await page.goBack();
    await page.getByText('8 rows').waitFor();
  }));

  it('that narrow to an environment out of sight lead back to all of them', () => on('/environments/gone?environment=gone', cookie, async (page) => {
    await page.getByText('There is nothing at this address').waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByText('Raises the score most').waitFor();
    expect(address(page)).toBe('/');
  }, /404|403/));

  it('of an object point at the line that is wrong', () => on('/recommendations/privileged-containers', cookie, async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.waitForURL('**tab=yaml**');
    await page.locator('[data-line]').first().waitFor();
    await expect.poll(() => page.getByRole('button', { pressed: true }).count()).toBeGreaterThan(0);
    expect(await page.locator('pre').evaluate((pre) => pre.scrollTop)).toBeGreaterThan(0);
  }));
});

describe('exemptions', () => {
  it('are asked for with all that they must say, take effect, and can be revoked', () => on('/recommendations/runtime-socket', cookie, async (page) => {
    const before = Number((await page.getByRole('link', { name: /^Unhealthy/ }).textContent())?.replace(/\D/g, ''));
    await page.getByRole('row').nth(1).getByRole('button', { name: 'Exempt…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Exempt from a policy' });
    await dialog.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Exempt', exact: true }).click();
    await dialog.getByText('Say why, in a few words').waitFor();
    await dialog.getByLabel('Justification').fill('The agent needs it until its next release.');
    await dialog.getByLabel('Approver').fill('security');
    expect(await dialog.getByLabel('Kind').inputValue()).not.toBe('');
    await dialog.getByRole('button', { name: 'Exempt', exact: true }).click();
    await page.getByText('The exemption is in force').waitFor();
    await expect.poll(async () => Number((await page.getByRole('link', { name: /^Unhealthy/ }).textContent())?.replace(/\D/g, ''))).toBe(before - 1);
    await page.getByRole('link', { name: /^Exempt\s*1/ }).click();
    await page.getByText('1 row', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(async () => Number((await page.getByRole('link', { name: /^Unhealthy/ }).textContent())?.replace(/\D/g, ''))).toBe(before);
  }));
});

describe('changes', () => {
  it('of others appear without a reload', () => on('/inventory/environments', cookie, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    const answer = await server.fetch('/api/v1/environments', { method: 'POST', cookie, json: { kind: 'manifests', name: 'appeared by itself', files: [{ path: 'a.yaml', content: 'kind: A' }] } });
    expect(answer.status).toBe(201);
    await page.getByText('appeared by itself').waitFor();
  }));

  it('say that they may be missing while the line is cut, and catch up when it is mended', async () => {
    const wire = await wireTo(server.url);
    const { page, context } = await openPage(browser, wire.url, cookie);
    try {
      await page.goto(`${wire.url}/inventory/environments`);
      await page.locator('[data-live="live"]').waitFor();
      wire.cut();
      await page.getByText('The connection to the control plane is cut').waitFor({ timeout: 20_000 });
      expect(await violationsOf(page)).toEqual([]);
      await server.fetch('/api/v1/environments', { method: 'POST', cookie, json: { kind: 'manifests', name: 'came in the meantime', files: [{ path: 'a.yaml', content: 'kind: A' }] } });
      wire.mend();
      await page.getByText('came in the meantime').waitFor({ timeout: 20_000 });
      expect(await page.getByText('The connection to the control plane is cut').count()).toBe(0);
    } finally {
      await context.close();
      await wire.stop();
    }
  });
});

describe('settings', () => {
  it('create a token whose secret is shown once', () => on('/settings/tokens', cookie, async (page) => {
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByLabel('Name').fill('pipeline');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const secret = await page.locator('dialog code').textContent();
    expect(secret).toMatch(/^bw_/);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('pipeline').waitFor();
    expect(await page.content()).not.toContain(secret);
  }));

  it('are closed to those who are not administrators', async () => {
    await server.fetch('/api/v1/users', { method: 'POST', cookie, json: { name: 'reader', role: 'viewer', password: 'a reader of things' } });
    const reader = await server.signIn('reader', 'a reader of things');
    await on('/settings/users', reader, async (page) => {
      await page.getByText('You may not see this').waitFor();
      expect(await heading(page)).toBe('Settings');
      await page.goto(`${server.url}/recommendations/host-namespaces`);
      await settled(page);
      expect(await page.getByRole('button', { name: 'Exempt…' }).count()).toBe(0);
    });
  });
});
