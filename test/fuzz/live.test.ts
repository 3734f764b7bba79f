/**
 * Random programs, by real gevent and by this library, where gevent is installed.
 */
import { describe, expect, it } from 'vitest';
import { compareBatch, sameLog, showDifference } from './compare.ts';
import { Gevent, whyNoGevent } from './gevent.ts';

const reason = whyNoGevent();
if (reason !== null) console.log(`live comparison with gevent skipped: ${reason}`);

describe.skipIf(reason !== null)('500 random programs', () => {
  it('have the same log by gevent and by this library', async () => {
    const gevent = new Gevent();
    try {
      const compared = await compareBatch(gevent, Math.floor(Math.random() * 2 ** 31), 500);
      const different = compared.filter((one) => !sameLog(one.gevent, one.greenlets));
      expect(different.map(showDifference)).toEqual([]);
      expect(compared).toHaveLength(500);
    } finally {
      gevent.close();
    }
  }, 120_000);
});
