import { Event, joinall, sleep, spawn } from 'greenlets';
import { arrowsOf, lanesOf, record, type Recording, toSvg } from 'greenlets/trace';
import { expect, test } from 'vitest';
import { recordVirtual } from './programs.ts';

/** What is wrong with the nesting of the tags, if anything. */
function nesting(svg: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, closing, name, rest] of svg.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) wrong.push(`</${name}>`);
    } else if (!rest!.endsWith('/')) open.push(name!);
  }
  return [...wrong, ...open];
}

function count(svg: string, what: RegExp): number {
  return [...svg.matchAll(what)].length;
}

async function waking(names: readonly string[]): Promise<Recording> {
  const { recording } = await recordVirtual(function* () {
    const event = new Event();
    const waiters = names.map((name) =>
      Object.assign(
        spawn(() => event.wait()),
        { name },
      ),
    );
    yield* sleep(20);
    event.set();
    yield* joinall(waiters);
    void spawn(() => {
      throw new Error('broken <here> & there');
    }).join();
    yield* sleep(1);
  });
  return recording;
}

test('the picture has a lane for each greenlet, a block for each step, and an arrow for each that was woken', async () => {
  const recording = await waking(['ann', 'bob']);
  const svg = toSvg(recording);
  const switches = recording.events.filter(({ kind }) => kind === 'switch-in').length;
  expect(count(svg, /<rect class="running"/g)).toBe(switches);
  expect(count(svg, /<path class="arrow/g)).toBe(arrowsOf(recording).length);
  for (const name of ['MainGreenlet', 'ann', 'bob']) expect(svg).toContain(`>${name}</text>`);
  for (const label of [
    '>0 ms</text>',
    '>20 ms</text>',
    '>21 ms</text>',
    '>sleep(20)</text>',
    '>wait of an Event</text>',
  ]) {
    expect(svg).toContain(label);
  }
  expect(count(svg, /class="done"/g) + count(svg, /class="failed"/g)).toBe(lanesOf(recording).length);
});

test('the picture is well-formed, whatever the names are', async () => {
  const svg = toSvg(await waking(['<ann> & "bob"', 'a name that is much longer than the margin has room for']));
  expect(nesting(svg)).toEqual([]);
  expect(svg).toContain('&lt;ann&gt; &amp; &quot;bob&quot;');
  expect(svg).toContain('Error: broken &lt;here&gt; &amp; there');
  expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
});

test('it is as wide as asked for, everything stands inside, and greenlets that are left out are counted', async () => {
  const svg = toSvg(await waking(['ann', 'bob', 'cleo']), { width: 700, lanes: 2 });
  expect(svg).toContain('viewBox="0 0 700 ');
  const xs = [...svg.matchAll(/ x[12]?="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(Math.max(...xs)).toBeLessThan(700);
  expect(svg).toContain('and 3 more greenlets');
  expect(svg).not.toContain('>cleo<');
});

test('real time and no events at all are drawn too', async () => {
  const { recording } = await record(function* () {
    yield* sleep(2);
  });
  const empty = { version: 1, greenlets: [], objects: [], events: [], dropped: 0 } as const;
  for (const svg of [toSvg(recording), toSvg(empty)]) {
    expect(nesting(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});
