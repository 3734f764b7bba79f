#!/usr/bin/env node
/**
 * The program `greenlets`: does a list of URLs three ways and shows what happened, all of it in greenlets; or runs
 * another program and shows what its greenlets did.
 */
import { type Coroutine, main, type Operation } from '../index.ts';
import { recorded, Recorder } from '../trace/index.ts';
import { Meter } from './meter.ts';
import { EarlyExit, type Options, readOptions } from './options.ts';
import { ownTargets, withOrigin } from './origin.ts';
import { writeOutputs } from './outputs.ts';
import { isTerminal, painterFor } from './paint.ts';
import { imapPass, mapPass, type Pass, serialPass, type Target } from './passes.ts';
import { type Progress, withProgress } from './progress.ts';
import { introduction, Report, type Result, toJson } from './report.ts';
import { trace } from './trace.ts';

/** How long one of the user's URLs may take, in milliseconds. */
const TIMEOUT = 10_000;
/** How many events of the map pass are recorded, the first: those of some thousand requests. */
const RECORDED = 100_000;

function* run(options: Options): Coroutine<void> {
  const { urls, timeout } = options;
  if (urls === null) yield* withOrigin((port) => compare(ownTargets(port, timeout), options));
  else yield* compare(targetsOf(urls, timeout ?? TIMEOUT), options);
}

function targetsOf(urls: readonly string[], timeout: number): Target[] {
  return urls.map((url) => ({ url, timeout }));
}

/** Do the list in every way that is asked for, and print the result. */
function* compare(targets: readonly Target[], options: Options): Coroutine<void> {
  const { stdout, stderr } = process;
  const { urls, size, serial } = options;
  const paint = painterFor(stdout, options.color);
  const width = stdout.columns ?? 100;
  const own = urls === null;
  if (!options.json) stdout.write(introduction({ count: targets.length, size, serial, own }, paint, width));
  const recorder = new Recorder({ limit: RECORDED, keep: 'first', places: false });
  const meter = new Meter();
  const passes = yield* withProgress(stderr, painterFor(stderr, options.color), (progress) =>
    allPasses(targets, options, recorder, meter, progress),
  );
  const recording = recorder.recording();
  writeOutputs(recording, options);
  const result: Result = { targets, size, passes, recording, meter, own };
  if (options.json) stdout.write(`${JSON.stringify(toJson(result), null, 2)}\n`);
  else stdout.write(`${isTerminal(stderr) ? '\n' : ''}${new Report(result, paint, width).toString()}\n`);
}

function* allPasses(
  targets: readonly Target[],
  { serial, size }: Options,
  recorder: Recorder,
  meter: Meter,
  progress: Progress,
): Coroutine<Pass[]> {
  const passes: Pass[] = [];
  if (serial) passes.push(yield* serialPass(targets, progress));
  const recordedPass = (): Operation<Pass> => recorded(recorder, () => mapPass(targets, size, progress));
  passes.push(
    yield* recorded(meter, function* () {
      return yield* recordedPass();
    }),
  );
  passes.push(yield* imapPass(targets, size, progress));
  return passes;
}

// A reader that leaves early, such as `| head`, is no error; the server ends with this process.
process.stdout.on('error', () => process.exit());

try {
  const options = await readOptions(process.argv.slice(2));
  if (options.job === 'trace') process.exitCode = await trace(options);
  else main(() => run(options));
} catch (error) {
  if (!(error instanceof EarlyExit)) throw error;
  process.exitCode = error.code;
}
