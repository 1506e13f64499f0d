/**
 * Frame times while a list of 10,000 rows is scrolled, in Chromium without a GPU: `node quality/console/scroll.ts`.
 * First through rows that are loaded page by page on the way, then through all of them from end to end at speed.
 */
import { launchBrowser, openPage, settled } from './browser.ts';
import { ownPassword, serveFakeWorld } from './serve.ts';

const ROWS = 10_000;

interface Frames { readonly frames: number; readonly median: number; readonly p95: number; readonly p99: number; readonly worst: number; readonly over50: number; readonly rows: number }

/** Runs in the page: scrolls by `step` px a frame to the end, and says how long each frame took. */
const measure = `async (step) => {
  const grid = document.querySelector('[role=grid]');
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (grid.scrollTop = 0; grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1;) {
    grid.scrollTop += step;
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] * 10) / 10;
  return { frames: times.length, median: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1), over50: times.filter((time) => time > 50).length, rows: grid.getAttribute('aria-rowcount') - 1 };
}`;

const server = await serveFakeWorld({ workloads: Math.ceil(ROWS / 3), further: ROWS });
const browser = await launchBrowser();
try {
  const { page, complaints } = await openPage(browser, server.url, await ownPassword(server));
  for (const path of ['/inventory/workloads', '/images?tab=all']) {
    const started = performance.now();
    await page.goto(server.url + path);
    await settled(page);
    await page.getByRole('row').nth(1).waitFor();
    console.log(`${path}: first rows after ${Math.round(performance.now() - started)} ms`);
    for (const [name, step] of [['loading on the way, 120 px a frame', 120], ['all loaded, 120 px a frame', 120], ['all loaded, 2,000 px a frame', 2000]] as const) {
      const result = await page.evaluate<Frames>(`(${measure})(${step})`);
      console.log(`${name}: ${result.rows} rows, ${result.frames} frames, median ${result.median} ms, p95 ${result.p95}, p99 ${result.p99}, worst ${result.worst}; over 50 ms: ${result.over50}`);
    }
    const nodes = await page.evaluate<number>('document.querySelectorAll("[role=row]").length');
    console.log(`rows in the document: ${nodes}; complaints: ${complaints.length}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
