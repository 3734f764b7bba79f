/**
 * A live progress bar for each pass, on a terminal; elsewhere nothing.
 */
import cliProgress from 'cli-progress';
import { isTerminal, type Paint } from './paint.ts';
import { labelOf, type Way } from './ways.ts';

/** What a pass tells of its progress. */
export interface Progress {
  start(way: Way, total: number): void;
  update(done: number): void;
  stop(): void;
}

/** A duration for people. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/**
 * Run `body` with a progress bar on `stream`, and leave the terminal as it was, whatever becomes of the body.
 *
 * @param stream where the bar is drawn: standard error, so that standard output can be piped
 */
export function* withProgress<Y, T>(
  stream: NodeJS.WriteStream,
  paint: Paint,
  body: (progress: Progress) => Generator<Y, T, unknown>,
): Generator<Y, T, unknown> {
  if (!isTerminal(stream)) return yield* body({ start() {}, update() {}, stop() {} });
  const bar = new cliProgress.SingleBar({
    stream,
    format: `  {way} ${paint('cyan', '{bar}')} {value}/{total} ${paint('dim', '{elapsed}')}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 40,
    fps: 25,
    hideCursor: true,
  });
  let began = 0;
  const stop = (): void => bar.stop();
  // A second Ctrl-C ends the process without unwinding it.
  process.on('exit', stop);
  try {
    return yield* body({
      start: (way, total) => {
        began = performance.now();
        bar.start(total, 0, { way: labelOf(way).padEnd(19), elapsed: '' });
      },
      update: (done) => bar.update(done, { elapsed: seconds(performance.now() - began) }),
      stop,
    });
  } finally {
    stop();
    process.off('exit', stop);
  }
}
