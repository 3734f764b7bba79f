/**
 * The worker: it runs programs, and may be ended from outside at any moment.
 */
import type { Answer, Ending, ExploreRequest, RecordRequest, Request } from './messages.ts';
import { prepare, ProgramSyntaxError } from './prepare.ts';
import { runProgram } from './run-program.ts';
import { CountingWatcher, RecordingWatcher } from './watcher.ts';

const answer = (message: Answer): void => postMessage(message);

async function record({ program, schedule, limit, atLimit }: RecordRequest): Promise<void> {
  const run = prepare(program.source, program.language);
  const tell = (ending: Ending): void => {
    const { recording, failures } = watcher;
    answer({ kind: 'recorded', recording, failures, ending });
  };
  const watcher = new RecordingWatcher(limit, schedule.blow, {
    beat: (events) => answer({ kind: 'beat', events }),
    full: () => tell(atLimit),
  });
  tell(await runProgram(run, schedule.seed, watcher, (hub) => watcher.watch(hub)));
}

async function explore({ program, from, to, limit }: ExploreRequest): Promise<void> {
  for (let seed = from; seed < to; seed++) {
    const tell = (ending: Ending): void =>
      answer({ kind: 'outcome', seed, outcome: { printed: watcher.printed, ending } });
    const watcher = new CountingWatcher(limit, () => tell('events'));
    tell(await runProgram(prepare(program.source, program.language), seed, watcher));
  }
  answer({ kind: 'explored' });
}

onmessage = async ({ data }: MessageEvent<Request>) => {
  try {
    await (data.kind === 'record' ? record(data) : explore(data));
  } catch (error) {
    if (!(error instanceof ProgramSyntaxError)) throw error;
    answer({ kind: 'refused', message: error.message, line: error.line, column: error.column });
  }
};
