/**
 * Programs of one's own: those that end, those that do not, and those that are none.
 */
import { describe, expect, test } from 'vitest';
import { hasBrowser, picture, position, press, printed, settled, visit, visits } from '../support/visit.ts';

const RACE = `import { joinall, main, spawn } from 'greenlets';
function* say(word: string) {
  console.log(word);
}
main(function* () {
  yield* joinall([spawn(say, 'tick'), spawn(say, 'tock')]);
});
`;

visits();

describe.skipIf(!hasBrowser)('a program', () => {
  test('that computes for ever is stopped, and shows its last deed', async () => {
    const source = `import { main } from 'greenlets';\nmain(function* () {\n  console.log('here');\n  while (true) {}\n});\n`;
    const page = await visit({ source });
    expect(await page.locator('.status').textContent()).toContain('never gives the processor back');
    expect(await printed()).toEqual(['here']);
    expect(await page.locator('.code .active .number').textContent()).toBe('3');
  });

  test('that switches for ever is stopped after its events', async () => {
    const source = `import { main, sleep } from 'greenlets';\nmain(function* () {\n  for (;;) yield* sleep(0);\n});\n`;
    const page = await visit({ source });
    expect(await page.locator('.status').textContent()).toContain('Stopped after 100,000 events');
    expect(await position()).toBe('event 0 of 100000');
  });

  test('with a mistake in TypeScript shows it at its line', async () => {
    const page = await visit({ source: `import { main } from 'greenlets';\n\nconst wrong: = 1;\n` });
    expect(await page.getByRole('alert').textContent()).toContain('Line 3');
    expect(await page.locator('.code .wrong .number').textContent()).toBe('3');
  });

  test('with a mistake that only JavaScript knows shows it at its line', async () => {
    const page = await visit({ source: `const twice = 1;\n\n\nconst twice = 2;\n`, language: 'js' });
    expect(await page.getByRole('alert').textContent()).toContain('Line 4');
  });

  test('that fails shows the error at its line', async () => {
    const source = `import { main } from 'greenlets';\nmain(function* () {\n  throw new RangeError('too far');\n});\n`;
    const page = await visit({ source, cursor: 1000 });
    expect(await page.locator('.code .wrong').textContent()).toContain('RangeError: too far');
    expect(await printed()).toEqual(['MainGreenlet failed with RangeError: too far (line 3)']);
  });

  test('comes out in each way that other schedules allow', async () => {
    const page = await visit({ source: RACE });
    await press('x');
    await page.getByText('2 outcomes in 50 schedules').waitFor();
    const outcomes = await page.locator('.outcomes pre').allTextContents();
    expect(outcomes.toSorted()).toEqual(['tick\ntock', 'tock\ntick']);
    const which = outcomes.indexOf('tock\ntick');
    await page.locator('.outcomes .quiet').nth(which).click();
    await settled();
    await press('End');
    expect(await printed()).toEqual(['tock', 'tick']);
  });

  test('is killed where the cursor stands, and lives when that is undone', async () => {
    const source = `import { main, sleep, spawn } from 'greenlets';
main(function* () {
  const nap = spawn(function* () {
    try {
      yield* sleep(50);
      console.log('slept well');
    } finally {
      console.log('up');
    }
  });
  yield* nap.join();
});
`;
    const page = await visit({ source });
    await press('Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await page.locator('.tree tbody tr').nth(1).getByRole('button').click();
    await settled();
    await press('End');
    expect(await printed()).toEqual(['up']);
    await page.getByRole('button', { name: 'undo the kill' }).click();
    await settled();
    await press('End');
    expect(await printed()).toEqual(['slept well', 'up']);
  });

  test('that is edited runs as it then stands', async () => {
    const page = await visit({ source: RACE });
    await press('i');
    await page.locator('.cm-content').waitFor();
    await page.locator('.cm-content').fill(`console.log('mine', [1, 'a']);`);
    await press('Control+Enter');
    await settled();
    await page.locator('.code').waitFor();
    await press('End');
    expect(await printed()).toEqual([`mine [ 1, 'a' ]`]);
  });

  test('comes back by its link, with schedule and cursor', async () => {
    const page = await visit({ source: RACE, schedule: { seed: 3, blow: null } });
    await press('Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight');
    const [there, shown] = [await position(), await picture()];
    await press('s');
    await page.waitForFunction(() => location.hash.includes('cursor='));
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await settled();
    expect(await position()).toBe(there);
    expect(await picture()).toEqual(shown);
    expect(await page.getByLabel('Seed').inputValue()).toBe('3');
  });

  test('that deadlocks draws its cycle', async () => {
    const page = await visit({ lesson: '22-deadlock' });
    await page.getByRole('button', { name: 'just show me' }).click();
    await press('e');
    await page.locator('.deadlock').waitFor();
    expect(await page.locator('.deadlock .node.cycle').allTextContents()).toEqual(['Ann', 'Ben']);
    expect(await page.locator('.deadlock pre').textContent()).toContain('They wait for each other: Ann -> Ben -> Ann');
  });
});
