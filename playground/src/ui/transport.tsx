/**
 * The controls of the replay, and the event at the cursor in words.
 */
import type { VNode } from 'preact';
import { formatTime } from '../panes/pane.tsx';
import type { Stride } from '../model/stops.ts';
import { Icon, type IconName } from './icon.tsx';

/** Events a second. */
export const SPEEDS: readonly number[] = [1, 2, 4, 10, 30, 60, 300];

interface Props {
  readonly cursor: number;
  readonly last: number;
  readonly time: number;
  /** The event at the cursor in words. */
  readonly caption: string;
  readonly playing: boolean;
  readonly speed: number;
  readonly goTo: (position: number) => void;
  readonly stride: (stride: Stride, direction: 1 | -1) => void;
  readonly play: (on: boolean) => void;
  readonly setSpeed: (speed: number) => void;
}

function Control(props: {
  icon: IconName;
  label: string;
  hint: string;
  act: () => void;
  off: boolean;
  main?: boolean;
}): VNode {
  const { icon, label, hint, act, off, main = false } = props;
  return (
    <button
      type="button"
      class={main ? 'control main' : 'control'}
      aria-label={label}
      title={`${label} (${hint})`}
      // Not `disabled`: the focus must stay where it is when the end is reached.
      aria-disabled={off}
      onClick={() => {
        if (!off) act();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The bar below all panes. */
export function Transport(props: Props): VNode {
  const { cursor, last, time, caption, playing, speed, goTo, stride, play, setSpeed } = props;
  const atStart = cursor < 0;
  const atEnd = cursor >= last;
  return (
    <footer class="transport" aria-label="Replay">
      <p class="caption" role="status" aria-live="polite">
        {caption}
      </p>
      <div class="controls" role="group" aria-label="Move the cursor">
        <Control icon="start" label="To the start" hint="Home" off={atStart} act={() => goTo(-1)} />
        <Control icon="turnBack" label="Back one turn" hint="[" off={atStart} act={() => stride('turn', -1)} />
        <Control
          icon="switchBack"
          label="Back one switch"
          hint="Shift ←"
          off={atStart}
          act={() => stride('switch', -1)}
        />
        <Control icon="back" label="Back one event" hint="←" off={atStart} act={() => stride('event', -1)} />
        <Control
          main
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          hint="Space"
          off={last < 0}
          act={() => play(!playing)}
        />
        <Control icon="step" label="Step one event" hint="→" off={atEnd} act={() => stride('event', 1)} />
        <Control icon="switch" label="Step one switch" hint="Shift →" off={atEnd} act={() => stride('switch', 1)} />
        <Control icon="turn" label="Step one turn" hint="]" off={atEnd} act={() => stride('turn', 1)} />
        <Control icon="end" label="To the end" hint="End" off={atEnd} act={() => goTo(last)} />
        <Control icon="error" label="To the next error" hint="E" off={atEnd} act={() => stride('error', 1)} />
      </div>
      <input
        class="scrubber"
        type="range"
        min={-1}
        max={Math.max(last, 0)}
        value={cursor}
        aria-label="Event"
        aria-valuetext={
          atStart ? 'before the first event' : `event ${cursor + 1} of ${last + 1}, at ${formatTime(time)}`
        }
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
      <div class="position">
        <span class="clock">{formatTime(time)}</span>
        <span class="count">
          event {cursor + 1} of {last + 1}
        </span>
      </div>
      <label class="speed">
        <span>speed</span>
        <select value={String(speed)} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={String(one)}>
              {one}/s
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
