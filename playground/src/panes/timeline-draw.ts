/**
 * The timeline on a canvas: only what is in view is drawn, and nothing twice on one pixel, so that the cost rests on the
 * size of the picture and not on that of the recording.
 */
import type { Arrow, Lane, Mark } from '../model/lanes.ts';
import { type Picture, SCALE_HEIGHT } from './timeline-picture.ts';

/** The first of a sorted list for which `isBehind` holds, as an index. */
function firstWhere<T>(items: readonly T[], isBehind: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

class Painter {
  private readonly g: CanvasRenderingContext2D;
  private readonly picture: Picture;
  /** The rows in view. */
  private readonly first: number;
  private readonly last: number;

  constructor(g: CanvasRenderingContext2D, picture: Picture) {
    this.g = g;
    this.picture = picture;
    const { axis, window, width } = picture;
    this.first = Math.max(0, axis.rowAt(window.from) - 1);
    this.last = axis.rowAt(window.from + width / window.scale) + 1;
  }

  private x(row: number): number {
    const { axis, window } = this.picture;
    return (axis.at(row) - window.from) * window.scale;
  }

  private y(lane: number): number {
    const { laneHeight, top } = this.picture;
    return (lane + 0.5) * laneHeight - top;
  }

  private colour(lane: Lane): string {
    const { ink } = this.picture;
    return lane.colour < 0 ? ink.hub : ink.greenlets[lane.colour]!;
  }

  paint(): void {
    const { g } = this;
    const { width, height, lanes, laneHeight, top, ink } = this.picture;
    const room = height - SCALE_HEIGHT;
    g.clearRect(0, 0, width, height);
    g.save();
    g.beginPath();
    g.rect(0, 0, width, room);
    g.clip();
    this.jumps(room);
    const firstLane = Math.max(0, Math.floor(top / laneHeight));
    const lastLane = Math.min(lanes.lanes.length - 1, Math.floor((top + room) / laneHeight));
    g.strokeStyle = ink.rule;
    g.lineWidth = 1;
    for (let lane = firstLane; lane <= lastLane; lane++) {
      const y = Math.round((lane + 1) * laneHeight - top) - 0.5;
      g.beginPath();
      g.moveTo(0, y);
      g.lineTo(width, y);
      g.stroke();
    }
    this.arrows(firstLane, lastLane);
    for (let lane = firstLane; lane <= lastLane; lane++) this.lane(lanes.lanes[lane]!, this.y(lane));
    g.restore();
    this.scale(room);
  }

  /** One greenlet: its waits, its turns in the queue, its steps, and what happened in them. */
  private lane(lane: Lane, y: number): void {
    const { g } = this;
    const { laneHeight } = this.picture;
    const colour = this.colour(lane);
    const high = Math.min(18, laneHeight * 0.5);
    const { stretches } = lane;
    let drawn = -1;
    for (let index = firstWhere(stretches, ({ to }) => to > this.first); index < stretches.length; index++) {
      const { kind, from, to, text } = stretches[index]!;
      if (from > this.last) break;
      const left = this.x(from);
      const right = this.x(to);
      // Too small to be seen beside what is there.
      if (right <= drawn + 0.5 && right - left < 0.5) continue;
      const wide = Math.max(right - left, 1);
      g.fillStyle = colour;
      if (kind === 'step') {
        g.globalAlpha = lane.colour < 0 ? 0.32 : 1;
        g.beginPath();
        g.roundRect(left, y - high / 2, wide, high, Math.min(3, wide / 2));
        g.fill();
      } else if (kind === 'ready') {
        g.globalAlpha = 0.28;
        g.fillRect(left, y - high / 4, wide, high / 2);
      } else {
        g.globalAlpha = 0.55;
        g.fillRect(left, y - 0.75, wide, 1.5);
        g.globalAlpha = 1;
        if (text !== '') this.label(text, left, right, y);
      }
      g.globalAlpha = 1;
      drawn = Math.max(drawn, right);
    }
    this.marks(lane, y, high);
  }

  /** What is waited for, above its line, if there is room. */
  private label(text: string, left: number, right: number, y: number): void {
    const { g } = this;
    const { ink, width, laneHeight } = this.picture;
    const from = Math.max(left, 0) + 5;
    const room = Math.min(right, width) - from - 4;
    if (room < 30 || laneHeight < 22) return;
    g.font = ink.font;
    g.fillStyle = ink.faint;
    g.textBaseline = 'bottom';
    let shown = text;
    if (g.measureText(shown).width > room) {
      while (shown.length > 1 && g.measureText(`${shown}…`).width > room) shown = shown.slice(0, -1);
      shown += '…';
    }
    if (shown.length > 2) g.fillText(shown, from, y - 2);
  }

  private marks(lane: Lane, y: number, high: number): void {
    const { marks } = lane;
    let drawn = -Infinity;
    for (let index = firstWhere(marks, ({ at }) => at >= this.first); index < marks.length; index++) {
      const mark = marks[index]!;
      if (mark.at > this.last) break;
      const x = (this.x(mark.at) + this.x(mark.at + 1)) / 2;
      if (x < drawn + 2 && (mark.kind === 'print' || mark.kind === 'timer')) continue;
      drawn = x;
      this.mark(mark, x, y, high, this.colour(lane));
    }
  }

  private mark({ kind }: Mark, x: number, y: number, high: number, colour: string): void {
    const { g } = this;
    const { ink } = this.picture;
    g.lineWidth = 2;
    if (kind === 'print') {
      g.fillStyle = ink.paper;
      g.beginPath();
      g.arc(x, y, Math.min(2.5, high / 5), 0, 2 * Math.PI);
      g.fill();
    } else if (kind === 'timer') {
      g.strokeStyle = ink.text;
      g.lineWidth = 1.5;
      g.beginPath();
      g.arc(x, y, high / 3, 0, 2 * Math.PI);
      g.moveTo(x, y - high / 4);
      g.lineTo(x, y);
      g.lineTo(x + high / 6, y);
      g.stroke();
    } else if (kind === 'end') {
      g.fillStyle = colour;
      g.fillRect(x - 1, y - high * 0.75, 2.5, high * 1.5);
    } else {
      g.strokeStyle = ink.bad;
      const r = kind === 'throw' ? high / 3.5 : high / 2.4;
      g.beginPath();
      if (kind === 'throw') {
        g.moveTo(x - r, y - high * 0.7 - r);
        g.lineTo(x, y - high * 0.55);
        g.lineTo(x + r, y - high * 0.7 - r);
      } else {
        g.moveTo(x - r, y - r);
        g.lineTo(x + r, y + r);
        g.moveTo(x + r, y - r);
        g.lineTo(x - r, y + r);
      }
      g.stroke();
    }
  }

  private arrows(firstLane: number, lastLane: number): void {
    const { lanes, axis, window, width } = this.picture;
    const { arrows } = lanes;
    // Closer together than this they are a smear.
    const from = firstWhere(arrows, ({ to }) => to >= this.first);
    const to = firstWhere(arrows, (arrow) => arrow.to > this.last);
    if (to - from > width / 3 && axis.kind === 'events' && window.scale < 1) return;
    if (to - from > 2000) return;
    for (const arrow of arrows.slice(from, to)) {
      const upper = Math.min(arrow.fromLane, arrow.toLane);
      const lower = Math.max(arrow.fromLane, arrow.toLane);
      if (lower >= firstLane && upper <= lastLane) this.arrow(arrow, 0.4, 1);
    }
  }

  /** From where it was caused to where it shows. */
  arrow({ kind, fromLane, from, toLane, to }: Arrow, alpha: number, wide: number): void {
    const { g } = this;
    const { lanes, ink, laneHeight } = this.picture;
    const half = Math.min(9, laneHeight * 0.25);
    const down = toLane > fromLane ? 1 : -1;
    const x0 = (this.x(from) + this.x(from + 1)) / 2;
    const x1 = kind === 'spawn' ? x0 : this.x(to);
    const y0 = this.y(fromLane) + down * half;
    const y1 = this.y(toLane) - down * half;
    g.globalAlpha = alpha;
    g.strokeStyle = kind === 'kill' ? ink.bad : this.colour(lanes.lanes[fromLane]!);
    g.fillStyle = g.strokeStyle;
    g.lineWidth = wide;
    g.setLineDash(kind === 'spawn' ? [2, 3] : []);
    g.beginPath();
    g.moveTo(x0, y0);
    g.bezierCurveTo(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1 - down * 4);
    g.stroke();
    g.setLineDash([]);
    g.beginPath();
    g.moveTo(x1, y1);
    g.lineTo(x1 - 3.5, y1 - down * 6);
    g.lineTo(x1 + 3.5, y1 - down * 6);
    g.fill();
    g.globalAlpha = 1;
  }

  /** Where time jumps: a line through all lanes. */
  private jumps(room: number): void {
    const { g } = this;
    const { axis, events, ink } = this.picture;
    if (axis.kind === 'time') return;
    g.fillStyle = ink.rule;
    let drawn = -Infinity;
    for (let row = Math.max(1, this.first); row <= Math.min(this.last, events.length - 1); row++) {
      if (events[row]!.time === events[row - 1]!.time) continue;
      const x = Math.round(this.x(row));
      if (x < drawn + 6) continue;
      drawn = x;
      g.fillRect(x, 0, 1, room);
    }
  }

  /** The strip of times. */
  private scale(room: number): void {
    const { g } = this;
    const { ink, width, events, axis } = this.picture;
    g.fillStyle = ink.rule;
    g.fillRect(0, room, width, 1);
    g.font = ink.font;
    g.textBaseline = 'middle';
    if (axis.kind === 'time') return this.evenScale(room);
    let free = 0;
    for (let row = this.first; row <= Math.min(this.last, events.length - 1); row++) {
      const { time } = events[row]!;
      const isFirst = row === Math.max(0, this.first);
      if (!isFirst && time === events[row - 1]!.time) continue;
      const x = Math.max(this.x(row), 0);
      if (x < free) continue;
      free = this.tick(x, time, room);
    }
  }

  private evenScale(room: number): void {
    const { events, window, width } = this.picture;
    const start = events[0]?.time ?? 0;
    const rough = 90 / window.scale;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
    for (let unit = Math.ceil(window.from / step) * step; (unit - window.from) * window.scale < width; unit += step) {
      this.tick((unit - window.from) * window.scale, start + unit, room);
    }
  }

  /** Write a time; returns where the next may stand. */
  private tick(x: number, time: number, room: number): number {
    const { g } = this;
    const { ink } = this.picture;
    const text = `${Number(time.toFixed(2))} ms`;
    g.fillStyle = ink.faint;
    g.fillRect(Math.round(x), room, 1, 5);
    g.fillText(text, x + 4, room + SCALE_HEIGHT / 2 + 1);
    return x + g.measureText(text).width + 14;
  }
}

/** Draw the whole picture. */
export function draw(canvas: CanvasRenderingContext2D, picture: Picture): void {
  new Painter(canvas, picture).paint();
}

/** Draw one arrow alone, as strong as it can be. */
export function drawArrow(canvas: CanvasRenderingContext2D, picture: Picture, arrow: Arrow | null): void {
  canvas.clearRect(0, 0, picture.width, picture.height);
  if (arrow !== null) new Painter(canvas, picture).arrow(arrow, 1, 2);
}
