/** Promise code in greenlets, as it is: a kill ends the greenlets, and their requests go on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { joinall, killall, sleep, spawn } from 'greenlets';

/** A server that never answers, and counts the requests that somebody still waits for. */
const requests = { open: 0 };
const server = createServer((request) => {
  requests.open++;
  request.socket.on('close', () => requests.open--);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

/** Written long ago, for promises. */
async function download(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`);
  return await response.text();
}

const downloads = ['a', 'b', 'c'].map((path) => spawn(download, path));
while (requests.open < 3) await sleep(10);
const before = requests.open;
await killall(downloads);
await joinall(downloads);
await sleep(300);
console.log(`${before} requests, and after the kill ${requests.open}`);
server.closeAllConnections();
server.close();
