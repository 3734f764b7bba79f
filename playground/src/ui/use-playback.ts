/**
 * The cursor: it is moved by hand, or runs by itself at a speed.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** The cursor and what moves it. */
export interface Playback {
  /** A position in the recording, -1 before the first event. */
  readonly cursor: number;
  readonly playing: boolean;
  /** Events a second. */
  readonly speed: number;
  readonly goTo: (position: number) => void;
  readonly play: (on: boolean) => void;
  readonly setSpeed: (speed: number) => void;
}

/** Keep the cursor between -1 and `last`. */
export function usePlayback(last: number): Playback {
  const [cursor, setCursor] = useState(-1);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(4);
  const at = useRef(cursor);
  at.current = cursor;
  const goTo = useCallback((position: number) => {
    setPlaying(false);
    setCursor(position);
  }, []);
  const play = useCallback(
    (on: boolean) => {
      // At the end there is nothing left to play: begin again.
      if (on && at.current >= last) setCursor(-1);
      setPlaying(on && last >= 0);
    },
    [last],
  );
  useEffect(() => {
    if (!playing) return undefined;
    const started = performance.now();
    const from = at.current >= last ? -1 : at.current;
    let frame = 0;
    const next = (now: number): void => {
      const position = Math.min(last, from + Math.floor(((now - started) / 1000) * speed));
      setCursor((before) => Math.max(before, position));
      if (position < last) frame = requestAnimationFrame(next);
      else setPlaying(false);
    };
    frame = requestAnimationFrame(next);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, last]);
  return { cursor: Math.min(cursor, last), playing, speed, goTo, play, setSpeed };
}
