/** What the programs do once something is patched: say what `yield*` gives, and what a kill makes of a request. */
import { once } from 'node:events';
import * as http from 'node:http';
import type * as Greenlets from 'greenlets';

type Core = Pick<typeof Greenlets, 'spawn' | 'sleep' | 'getHub'>;

/** Prints one line that does not depend on how or when the patch came about. */
export async function demonstrate(
  { spawn, sleep, getHub }: Core,
  readFile: (path: string, encoding: 'utf8') => Promise<string>,
): Promise<void> {
  const seen = { got: 0, closed: 0 };
  const server = http.createServer((request) => {
    seen.got++;
    request.socket.on('close', () => seen.closed++);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const lines: unknown[] = [];
  await getHub().run(function* () {
    lines.push((yield* readFile('/etc/hostname', 'utf8')).length > 0);
    for (const body of [
      function* () {
        yield* fetch(`http://127.0.0.1:${port}/`);
      },
      function* () {
        yield* (async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          await fetch(`http://127.0.0.1:${port}/`);
        })();
      },
    ]) {
      const before = seen.got;
      const waiter = spawn(body);
      while (seen.got === before) yield* sleep(1);
      yield* waiter.kill();
      for (let turn = 0; turn < 200 && seen.closed < seen.got; turn++) yield* sleep(5);
      lines.push(seen.closed);
    }
  });
  console.log(lines.join(' '));
  server.closeAllConnections();
  server.close();
}
