/**
 * Sends as many GETs as it is told by `imap`, fifty at a time, drops each response, and prints what is left of them.
 */
import { readdirSync } from 'node:fs';
import * as grequests from 'greenlets/grequests';

/** The first requests load and compile everything: growth is measured from then on. */
const WARM = 1000;

const [url, given] = process.argv.slice(2);
const count = Number(given);

function* all(): Generator<grequests.AsyncRequest> {
  for (let sent = 0; sent < count; sent++) yield grequests.get(url!);
}

function measure(): { heap: number; rss: number } {
  globalThis.gc!();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed + arrayBuffers, rss };
}

/** Open files and sockets; 0 where the system does not tell. */
function descriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

const statuses: Record<number, number> = {};
let done = 0;
let before = measure();
const fdsBefore = descriptors();
let fds = fdsBefore;
for await (const { statusCode } of grequests.imap(all(), { size: 50 })) {
  statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
  done++;
  if (done === WARM) before = measure();
  if (done % WARM === 0) fds = Math.max(fds, descriptors());
}
const after = measure();
console.log(
  JSON.stringify({ statuses, heap: after.heap - before.heap, rss: after.rss - before.rss, fds: fds - fdsBefore }),
);
