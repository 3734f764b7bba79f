/**
 * The timeline: a lane for each greenlet, the hub on top, and the cursor that all panes share.
 */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Axis, type AxisKind, axisOf, clamp, fit, follow, type Window, zoom } from '../model/axis.ts';
import type { Subject } from '../model/subject.ts';
import { Pane, Title } from './pane.tsx';
import { draw, drawArrow } from './timeline-draw.ts';
import { type Ink, type Picture, SCALE_HEIGHT } from './timeline-picture.ts';

interface Props {
  readonly subject: Subject;
  readonly cursor: number;
  readonly goTo: (position: number) => void;
  /** Changes whenever colours or sizes do. */
  readonly look: string;
  /** Whether what is behind the cursor is covered. */
  readonly covered: boolean;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
}

function readInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: of('--ink'),
    faint: of('--faint'),
    rule: of('--rule'),
    paper: of('--paper'),
    hub: of('--faint'),
    bad: of('--bad'),
    greenlets: Array.from({ length: 8 }, (_, index) => of(`--g${index}`)),
    font: `500 ${of('--canvas-text')} ${of('--sans')}`,
  };
}

/** The size of an element, as it changes. */
function useSize(element: { current: HTMLElement | null }, look: string): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, laneHeight: 30 });
  useLayoutEffect(() => {
    const box = element.current!;
    const measure = (): void => {
      const laneHeight = Number.parseFloat(getComputedStyle(box).getPropertyValue('--lane'));
      setSize({ width: box.clientWidth, height: box.clientHeight, laneHeight });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [element, look]);
  return size;
}

/** Draw on a canvas that has its size in device pixels. */
function paintOn(
  canvas: HTMLCanvasElement | null,
  { width, height }: Size,
  paint: (g: CanvasRenderingContext2D) => void,
): void {
  const g = canvas?.getContext('2d') ?? null;
  if (canvas === null || g === null || width === 0) return;
  const ratio = window.devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(g);
}

/** The pane. */
export function TimelinePane({ subject, cursor, goTo, look, covered }: Props): VNode {
  const box = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const size = useSize(box, look);
  const [kind, setKind] = useState<AxisKind>('events');
  const [top, setTop] = useState(0);
  const [chosen, setWindow] = useState<Window | null>(null);
  const { events } = subject.recording;
  const axis: Axis = useMemo(() => axisOf(events, kind), [events, kind]);
  const { width, height, laneHeight } = size;
  const shown = chosen === null ? fit(axis, width) : clamp(chosen, axis, width);
  const ink = useRef<Ink>(NO_INK);
  const picture: Picture = {
    lanes: subject.lanes,
    events,
    axis,
    window: shown,
    width,
    height,
    top,
    laneHeight,
    ink: ink.current,
  };

  useEffect(() => setWindow(null), [axis]);
  const unit = axis.at(Math.max(cursor, 0));
  useEffect(() => {
    const moved = follow(shown, unit, axis, width);
    if (moved !== shown) setWindow(moved);
  }, [unit, axis, width]);
  useLayoutEffect(() => {
    ink.current = readInk(box.current ?? document.documentElement);
  }, [look]);
  useLayoutEffect(() => {
    paintOn(base.current, size, (g) => draw(g, { ...picture, ink: ink.current }));
  }, [subject, size, axis, shown.from, shown.scale, top, look]);
  // Who brought the step at the cursor about.
  const arrow = subject.lanes.arrowTo.get(cursor) ?? null;
  useLayoutEffect(() => {
    paintOn(over.current, size, (g) => drawArrow(g, { ...picture, ink: ink.current }, arrow));
  }, [subject, arrow, size, axis, shown.from, shown.scale, top, look]);

  const zoomBy = (factor: number, pixel: number): void => setWindow(zoom(shown, factor, pixel, axis, width));
  const point = (event: MouseEvent): void => {
    const { left } = base.current!.getBoundingClientRect();
    const row = axis.rowAt(shown.from + (event.clientX - left) / shown.scale);
    goTo(Math.min(Math.max(row, 0), subject.last));
  };
  const wheel = (event: WheelEvent): void => {
    const { left } = base.current!.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) zoomBy(Math.exp(-event.deltaY / 200), event.clientX - left);
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      setWindow(clamp({ ...shown, from: shown.from + (event.deltaX || event.deltaY) / shown.scale }, axis, width));
    } else return;
    event.preventDefault();
  };
  const start = (axis.at(Math.max(cursor, 0)) - shown.from) * shown.scale;
  const end = (axis.at(cursor + 1) - shown.from) * shown.scale;
  const room = height - SCALE_HEIGHT;
  const firstLane = Math.max(0, Math.floor(top / laneHeight));
  const visible = subject.lanes.lanes.slice(firstLane, Math.ceil((top + room) / laneHeight));
  // Lanes stand free of each other, so none of them makes room for the longest.
  const letters = useMemo(
    () => subject.lanes.lanes.reduce((most, { title, depth }) => Math.max(most, title.length + Math.min(depth, 8)), 0),
    [subject],
  );
  const active = cursor < 0 ? undefined : (events[cursor]!.by ?? events[cursor]!.greenlet);
  return (
    <Pane
      name="timeline"
      title="Timeline"
      label="Timeline"
      tools={
        <>
          <button
            type="button"
            class="quiet"
            aria-pressed={kind === 'time'}
            onClick={() => setKind(kind === 'time' ? 'events' : 'time')}
          >
            to scale
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => zoomBy(1 / 1.6, width / 2)}
            aria-label="Zoom out"
            data-key="-"
          >
            −
          </button>
          <button type="button" class="quiet" onClick={() => zoomBy(1.6, start)} aria-label="Zoom in" data-key="+">
            +
          </button>
          <button type="button" class="quiet" onClick={() => setWindow(null)} data-key="0">
            fit
          </button>
        </>
      }
    >
      <div class="timeline-body" style={{ '--letters': String(letters) }}>
        <div class="lane-names" aria-hidden="true">
          {visible.map((lane, index) => (
            <div
              key={lane.greenlet}
              class={lane.greenlet === active ? 'lane-name now' : 'lane-name'}
              data-colour={lane.colour}
              style={{ top: `${(firstLane + index) * laneHeight - top}px`, '--depth': String(Math.min(lane.depth, 8)) }}
              title={lane.title}
            >
              <Title lane={lane} />
            </div>
          ))}
        </div>
        <div class="lane-box">
          <div
            class="lane-scroll"
            ref={box}
            tabIndex={0}
            role="group"
            aria-label="Timeline, in full: the story tells the same in words"
            onScroll={(event) => setTop(event.currentTarget.scrollTop)}
            onWheel={wheel}
            onPointerDown={(event) => {
              if (event.button !== 0 || event.pointerType === 'touch') return;
              event.currentTarget.setPointerCapture(event.pointerId);
              point(event);
            }}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event);
            }}
            onClick={point}
          >
            <div
              class="lane-extent"
              style={{ height: `${subject.lanes.lanes.length * laneHeight + SCALE_HEIGHT}px` }}
            />
          </div>
          <canvas
            ref={base}
            role="img"
            aria-label={`Timeline of ${subject.lanes.lanes.length - 1} greenlets and ${events.length} events`}
          />
          <div class="cursor" style={{ transform: `translateX(${start}px)`, width: `${Math.max(end - start, 2)}px` }} />
          <canvas ref={over} aria-hidden="true" />
          {covered && <div class="cover" style={{ left: `${Math.max(end, 0)}px` }} />}
        </div>
      </div>
    </Pane>
  );
}

const NO_INK: Ink = { text: '', faint: '', rule: '', paper: '', hub: '', bad: '', greenlets: [], font: '' };
