/**
 * What a program of somebody else's looks like: the package test compiles it against the packed tarball, strictly and
 * with all declaration files checked. It is not run.
 */
import { Event, joinall, type Operation, Pool, Queue, sleep, spawn, withTimeout } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import { cooperative } from 'greenlets/io';
import { isPatched } from 'greenlets/monkey';
import * as requests from 'greenlets/requests';
import * as testing from 'greenlets/testing';

function* worker(name: string, inbox: Queue<number>, done: Event) {
  const item: number = yield* inbox.get({ timeout: 100 });
  yield* sleep(item);
  done.set();
  return `${name}: ${item}`;
}

/** A module of somebody else's, as operations; nothing of it is patched. */
export const answers: { ask: () => Operation<number>; patched: boolean } = {
  ask: cooperative({ ask: () => Promise.resolve(42) }).ask,
  patched: isPatched('fetch'),
};

export async function program(): Promise<string> {
  const inbox = new Queue<number>();
  const done = new Event();
  const greenlet = spawn(worker, 'a', inbox, done);
  inbox.putNowait(1);
  await joinall([greenlet], { timeout: 1000 });
  // @ts-expect-error -- a string is no number
  inbox.putNowait('1');
  // @ts-expect-error -- an argument is missing
  spawn(worker, 'a', inbox);
  const limited: Operation<string> = withTimeout(10, function* () {
    const set: boolean = yield* done.wait();
    return String(set);
  });
  const doubled: number[] = await new Pool(2).map((n: number) => n * 2, [1, 2, 3]);
  return (await greenlet.get()) + (await limited) + doubled.length;
}

export async function fetchAll(urls: string[]): Promise<number> {
  const one = await requests.get(urls[0] ?? 'http://localhost/', { timeout: 1000 });
  const all = await grequests.map(
    urls.map((url) => grequests.get(url)),
    { size: 10 },
  );
  return one.statusCode + all.filter((response) => response !== null).length;
}

export const helpers: object = testing;
