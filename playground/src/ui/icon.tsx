/**
 * The signs on buttons, drawn in the colour of the text beside them. They are decoration: the button has the words.
 */
import type { VNode } from 'preact';

const PATHS = {
  start: 'M6 5v14M19 6l-9 6 9 6z',
  turnBack: 'M13 6l-7 6 7 6zM20 6l-7 6 7 6z',
  switchBack: 'M16 6l-8 6 8 6z',
  back: 'M15 6l-6 6 6 6',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  step: 'M9 6l6 6-6 6',
  switch: 'M8 6l8 6-8 6z',
  turn: 'M11 6l7 6-7 6zM4 6l7 6-7 6z',
  end: 'M18 5v14M5 6l9 6-9 6z',
  error: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  run: 'M7 4l13 8-13 8z',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  share: 'M10 14l4-4M8.5 11L6 13.5a3.2 3.2 0 0 0 4.5 4.5L13 15.5M11 8.5L13.5 6a3.2 3.2 0 0 1 4.5 4.5L15.5 13',
  open: 'M4 19V6h6l2 2h8v11zM4 11h16',
  theme: 'M20 14a8 8 0 1 1-9-10 6.5 6.5 0 0 0 9 10z',
  large: 'M3 18L7.5 7 12 18M4.5 14.5h6M13 18l4-9 4 9M14.5 15h5',
  help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5',
  dice: 'M5 5h14v14H5zM9 9v.1M15 15v.1M12 12v.1M15 9v.1M9 15v.1',
  lesson: 'M4 5h6a2 2 0 0 1 2 2v12a2 2 0 0 0-2-2H4zM20 5h-6a2 2 0 0 0-2 2v12a2 2 0 0 1 2-2h6z',
  pending: 'M12 4v.1M18 7v.1M20 13v.1M16 19v.1M9 19v.1M4.5 14v.1M5.5 8v.1',
  ready: 'M12 5a7 7 0 1 0 .1 0M12 8v4l3 2',
  done: 'M5 12.5l5 5L19 7',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M6 14l6-6 6 6',
  down: 'M6 10l6 6 6-6',
} as const;

/** The name of a sign. */
export type IconName = keyof typeof PATHS;

/** One sign. */
export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
