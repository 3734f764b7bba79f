/**
 * What a picture of the timeline is made of.
 */
import type { TraceEvent } from 'greenlets/trace';
import type { Axis, Window } from '../model/axis.ts';
import type { Lanes } from '../model/lanes.ts';

/** The height of the strip with the times, in CSS pixels. */
export const SCALE_HEIGHT = 24;

/** The colours and fonts of the page, as the canvas needs them. */
export interface Ink {
  readonly text: string;
  readonly faint: string;
  readonly rule: string;
  readonly paper: string;
  readonly hub: string;
  readonly bad: string;
  readonly greenlets: readonly string[];
  readonly font: string;
}

/** What is drawn, and where. */
export interface Picture {
  readonly lanes: Lanes;
  readonly events: readonly TraceEvent[];
  readonly axis: Axis;
  readonly window: Window;
  readonly width: number;
  readonly height: number;
  /** How far the lanes are scrolled down, and how high each is. */
  readonly top: number;
  readonly laneHeight: number;
  readonly ink: Ink;
}
