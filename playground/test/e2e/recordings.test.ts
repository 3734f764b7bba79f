/**
 * Recordings from elsewhere, and how fast a long one is played.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Coroutine, Hub, sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import { VirtualHost } from 'greenlets/testing';
import { record, type Recording, titleOf } from 'greenlets/trace';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, position, press, printed, visit, visits } from '../support/visit.ts';

function* workers(count: number, rounds: number): Coroutine<void> {
  const greenlets = Array.from({ length: count }, (_, index) =>
    spawn(function* () {
      for (let round = 0; round < rounds; round++) yield* sleep(index + 1);
    }),
  );
  for (const greenlet of greenlets) yield* greenlet.join();
}

/** A recording made in this process. */
async function recordingOf(count: number, rounds: number, limit: number): Promise<Recording> {
  const hub = new Hub({ host: new VirtualHost() });
  const { recording } = await record(() => workers(count, rounds), { hub, limit, places: false });
  return recording;
}

/** A recording of real requests over real sockets. */
async function requestsRecorded(count: number): Promise<Recording> {
  const server = createServer((_request, response) => void response.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const requests = Array.from({ length: count }, (_, index) => grequests.get(`http://127.0.0.1:${port}/${index}`));
  const { recording } = await record(function* () {
    const responses = yield* grequests.map(requests, { size: 2 });
    expect(responses.map((response) => response?.text)).toEqual(Array(count).fill('here'));
  });
  server.close();
  server.closeAllConnections();
  return recording;
}

async function open(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.getByLabel('Recording file').setInputFiles(file);
  await page.locator('.status', { hasText: name }).waitFor();
}

/** What playing costs, as the browser traces it itself. */
interface Cost {
  /** Frames a second, by the clock: other work on the machine counts. */
  readonly rate: number;
  /** What the page's own thread computes for a frame, in milliseconds: other work does not count. */
  readonly work: number;
}

interface TraceRow {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Press a button once in every frame. */
async function frames(page: Page, count: number, button: string): Promise<Cost> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  const elapsed = await page.evaluate(
    ([count, button]) =>
      new Promise<number>((resolve) => {
        const control = document.querySelector<HTMLElement>(`[aria-label="${button}"]`)!;
        const started = performance.now();
        let frame = 0;
        requestAnimationFrame(function next() {
          if (frame++ === count) return resolve(performance.now() - started);
          control.click();
          requestAnimationFrame(next);
        });
      }),
    [count, button] as const,
  );
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceRow[] };
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const work = threads.map(({ pid, tid }) =>
    traceEvents
      .filter((row) => row.pid === pid && row.tid === tid && row.ph === 'X' && row.name.endsWith('RunTask'))
      .reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0),
  );
  // The page is the busiest of the renderers.
  return { rate: (1000 * count) / elapsed, work: Math.max(...work) / count };
}

visits();

describe.skipIf(!hasBrowser)('a recording', () => {
  test('is opened from a file and played', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    const recording = await recordingOf(3, 2, 100_000);
    await open(page, 'run.json', JSON.stringify(recording));
    expect(await position()).toBe(`event 0 of ${recording.events.length}`);
    await press('End');
    expect(await page.locator('.tree tbody tr').count()).toBe(4);
    expect(await printed()).toEqual([]);
    expect(await page.locator('.source').textContent()).toContain('made elsewhere');
  });

  test('that has its program in it shows who stands where in that', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    const text = readFileSync(new URL('../../../lessons/23-many-requests/recording.json', import.meta.url), 'utf8');
    await open(page, 'requests.json', text);
    expect(await page.locator('aside.lesson').count()).toBe(0);
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    const parked = page.locator('.source .code .parked');
    expect(await parked.count()).toBe(1);
    expect(await parked.textContent()).toMatch(/yield\* grequests\.map.*MainGreenlet/);
  });

  test('of real requests shows the greenlets that sent them, in real time', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    const recording = await requestsRecorded(6);
    await open(page, 'requests.json', JSON.stringify(recording));
    await press('End');
    const names = await page.locator('.tree tbody th').allTextContents();
    expect(names.toSorted()).toEqual(recording.greenlets.map(titleOf).toSorted());
    expect(names.length).toBeGreaterThanOrEqual(6);
    const inOrder = await page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await page.getByRole('button', { name: 'to scale' }).click();
    const toScale = await page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    expect(toScale).not.toBe(inOrder);
  });

  test.each([
    ['no JSON', 'nothing of ours', 'this is not JSON'],
    ['JSON of another kind', '{"traceEvents":[]}', 'this is no recording'],
    [
      'without the text of its source',
      '{"version":1,"events":[],"greenlets":[],"objects":[],"source":{}}',
      'its source',
    ],
    ['of another version', '{"version":2,"events":[],"greenlets":[],"objects":[]}', 'version 2'],
  ])('that is %s is refused with the reason', async (_what, text, reason) => {
    const page = await visit({ lesson: '01-taking-turns' });
    await open(page, 'odd.json', text);
    expect(await page.locator('.status').textContent()).toContain(reason);
  });

  test('of 100,000 events is stepped through', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    const recording = await recordingOf(100, 400, 100_000);
    expect(recording.events.length).toBe(100_000);
    await open(page, 'long.json', JSON.stringify(recording));
    for (const button of ['Step one event', 'Step one switch', 'Step one turn']) {
      const before = await position();
      const { rate, work } = await frames(page, 120, button);
      console.log(`${button}: ${rate.toFixed(1)} frames a second, ${work.toFixed(1)} ms of work for each`);
      expect(await position()).not.toBe(before);
    }
  });
});
