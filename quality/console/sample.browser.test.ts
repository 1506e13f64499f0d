/**
 * The console over the real control plane with its sample, as someone meets it first: the link signs in, every page shows
 * real answers without a complaint or a violation, an exemption takes effect, and the sample goes with one click.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../apps/control-plane/http/logging.ts';
import { type ControlPlane, startControlPlane } from '../../apps/control-plane/index.ts';
import { createClient } from '#contract/client.ts';
import { violationsOf } from './axe.ts';
import { launchBrowser, openPage, settled, type View, type Watched } from './browser.ts';
import { CONSOLE_DIR } from './serve.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-sample-'));
const folder = process.env['SCREENSHOTS'] ?? join(dataDir, 'screenshots');
let server: ControlPlane;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = await startControlPlane({ host: '127.0.0.1', port: 0, dataDir, sample: true, consoleDir: CONSOLE_DIR, log: createLogger('error') });
  browser = await launchBrowser();
  watched = await openPage(browser, server.url, null);
  watched.page.setDefaultTimeout(20_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A client with the session of the page. */
async function signedIn() {
  const cookies = await watched.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return createClient({ baseUrl: server.url, fetch: (input, init) => fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } }) });
}

/** Every kind of page, with addresses that the sample has. */
async function places(): Promise<Record<string, string>> {
  const { call } = await signedIn();
  const [environment] = (await call('listEnvironments')).items;
  const [recommendation] = (await call('listRecommendations', { query: { status: 'unhealthy', sort: 'unhealthy' } })).items;
  const [workload] = (await call('listResources', { query: { category: 'workload', sort: 'unhealthy' } })).items;
  const policies = (await call('listPolicies', { query: { limit: 1000 } })).items;
  const object = policies.find(({ evaluation }) => evaluation === 'object');
  const graph = policies.find(({ evaluation }) => evaluation === 'graph');
  const [initiative] = (await call('listInitiatives')).items;
  const [image] = (await call('listImages', { query: { running: 'true' } })).items;
  const [vulnerability] = (await call('listVulnerabilities')).items;
  const [update] = (await call('listSoftwareUpdates')).items;
  const id = encodeURIComponent(workload?.id ?? '');
  const at = `/images/${encodeURIComponent(image?.id ?? '')}`;
  return {
    overview: '/', recommendations: '/recommendations', recommendation: `/recommendations/${recommendation?.policy}`, environments: '/inventory/environments', namespaces: '/inventory/namespaces', workloads: '/inventory/workloads', resources: '/inventory/resources',
    environment: `/environments/${environment?.id}`, coverage: `/environments/${environment?.id}?tab=coverage`, namespace: `/environments/${environment?.id}/namespaces/${workload?.ref.namespace}`,
    resource: `/resources/${id}`, yaml: `/resources/${id}?tab=yaml`, related: `/resources/${id}?tab=related`, initiatives: '/initiatives', assignments: '/initiatives?tab=assignments', policies: '/initiatives?tab=policies',
    initiative: `/initiatives/${initiative?.id}`, policy: `/policies/${object?.id}`, 'policy-graph': `/policies/${graph?.id}`, exemptions: '/exemptions', images: '/images', image: at, 'image-packages': `${at}?tab=packages`, 'image-layers': `${at}?tab=layers`, 'image-uses': `${at}?tab=uses`, 'image-history': `${at}?tab=history`, 'workload-images': `/resources/${id}?tab=images`,
    vulnerabilities: '/vulnerabilities', updates: '/vulnerabilities?tab=updates', vulnerability: `/vulnerabilities/${encodeURIComponent(vulnerability?.id ?? '')}`, update: `/software-updates/${encodeURIComponent(update?.ecosystem ?? '')}/${encodeURIComponent(update?.package ?? '')}`, 'running-images': '/recommendations/running-images-vulnerabilities',
    registries: '/settings/registries', users: '/settings/users', tokens: '/settings/tokens', about: '/settings/about',
  };
}

describe('the sample', () => {
  it('is on the screen after one click on the link that was printed', async () => {
    const { page, complaints } = watched;
    await page.goto(server.welcomeUrl ?? '');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByText('Raises the score most').waitFor();
    await expect.poll(() => page.getByRole('link', { name: /^(Critical|High)\s*[1-9]/ }).count(), { timeout: 30_000 }).toBe(2);
    expect(complaints).toEqual([]);
  });

  it.each([{ theme: 'light', language: 'en', width: 1440, height: 900 }, { theme: 'dark', language: 'de', width: 800, height: 900 }] as const satisfies readonly View[])('shows on every page, $theme, $language, $width wide', async (view) => {
    const [cookie] = await watched.context.cookies();
    const { page, context, complaints } = await openPage(browser, server.url, `${cookie?.name}=${cookie?.value}`, view);
    try {
      for (const [name, path] of Object.entries(await places())) {
        await page.goto(server.url + path);
        await settled(page);
        await page.screenshot({ path: join(folder, `sample-${name}-${view.theme}-${view.language}-${view.width}.png`) });
        expect([path, await page.getByRole('alert').count(), await violationsOf(page), complaints]).toEqual([path, 0, [], []]);
      }
    } finally {
      await context.close();
    }
  }, 300_000);

  it('takes an exemption at once, and counts again when it is revoked', async () => {
    const { page } = watched;
    const { call } = await signedIn();
    const recommendation = (await call('listRecommendations', { query: { status: 'unhealthy', sort: 'unhealthy' } })).items.find(({ category }) => category !== 'Images');
    const before = recommendation?.counts.unhealthy ?? 0;
    await page.goto(`${server.url}/recommendations/${recommendation?.policy}`);
    await settled(page);
    await page.getByRole('row').nth(1).getByRole('button', { name: 'Exempt…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Justification').fill('Covered by the network policy of its namespace.');
    await dialog.getByLabel('Approver').fill('security');
    await dialog.getByRole('button', { name: 'Exempt', exact: true }).click();
    await page.getByRole('link', { name: `Unhealthy ${before - 1}` }).or(page.getByRole('link', { name: `Unhealthy${before - 1}` })).waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('link', { name: `Unhealthy ${before}` }).or(page.getByRole('link', { name: `Unhealthy${before}` })).waitFor();
  });

  it('goes with one click', async () => {
    const { page, complaints } = watched;
    await page.goto(`${server.url}/inventory/environments`);
    await page.getByRole('link', { name: /Sample/ }).first().click();
    await page.getByRole('button', { name: 'Remove sample' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nothing is connected yet').waitFor();
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.getByRole('link', { name: 'Connect or import' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
