/**
 * `greenlets/trace`: what the greenlets of a hub are doing, and what they have done.
 */
export { assertSwitches, type SwitchOptions } from './assert-switches.ts';
export { type ChromeEvent, type ChromeTrace, toChromeTrace } from './chrome.ts';
export { formatDeadlock } from './deadlock.ts';
export { type Arrow, arrowsOf, type Lane, lanesOf, type Stretch } from './lanes.ts';
export { isProgram, type PlaceFilter } from './places.ts';
export { record, recorded, type RecordedRun } from './record.ts';
export { Recorder, type RecorderOptions } from './recorder.ts';
export type {
  EntryKind,
  EventKind,
  Place,
  RecordedGreenlet,
  RecordedObject,
  RecordedSource,
  Recording,
  TraceEvent,
} from './recording.ts';
export { Replay } from './replay.ts';
export type { GreenletState, ObjectState, Phase, QueueEntry, ReplayState, TimerState } from './replay-state.ts';
export { installRunInfo } from './run-info-signal.ts';
export { Story } from './story.ts';
export { type SvgOptions, toSvg } from './svg.ts';
export { formatRecording, type TextOptions } from './text.ts';
export { addTracer } from './tracers.ts';
export { titleOf } from './wording.ts';
export { formatRunInfo, GreenletTree, printRunInfo } from './tree.ts';
