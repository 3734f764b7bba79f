/**
 * The timeline of a recording as an SVG: a lane for each greenlet, its steps as blocks, its waits as lines with what it
 * waits for, and an arrow from whoever made another run.
 */
import { axisOf } from './axis.ts';
import { type Arrow, arrowsOf, type Lane, lanesOf, type Stretch } from './lanes.ts';
import type { Recording } from './recording.ts';
import { titleOf, Wording } from './wording.ts';

/** How the timeline is drawn. */
export interface SvgOptions {
  /** How wide it is, in pixels; 960 by default. */
  width?: number;
  /** How many greenlets are drawn, the first ones; 40 by default. */
  lanes?: number;
}

const LANE = 34;
const TOP = 30;
const LETTER = 7.2;
const STEP = 7;
/** Most letters of what stands left of a lane. */
const MOST_LABEL = 24;

const STYLE = `
  .greenlets { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  .greenlets .page { fill: #ffffff; }
  .greenlets text { fill: #1f2328; }
  .greenlets .small { font-size: 12px; fill: #59636e; }
  .greenlets .grid { stroke: #d1d9e0; }
  .greenlets .waiting { stroke: #0969da; stroke-width: 2; }
  .greenlets .ready { stroke: #9a6700; stroke-width: 2; stroke-dasharray: 2 3; }
  .greenlets .pending { stroke: #818b98; stroke-width: 1; stroke-dasharray: 1 4; }
  .greenlets .running { fill: #1a7f37; }
  .greenlets .arrow { fill: none; stroke: #8250df; }
  .greenlets .arrow.kill { stroke: #cf222e; }
  .greenlets .head { fill: #8250df; }
  .greenlets .head.kill { fill: #cf222e; }
  .greenlets .done { fill: #1a7f37; }
  .greenlets .killed, .greenlets .failed { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    .greenlets .page { fill: #0d1117; }
    .greenlets text { fill: #f0f6fc; }
    .greenlets .small { fill: #9198a1; }
    .greenlets .grid { stroke: #3d444d; }
    .greenlets .waiting { stroke: #4493f8; }
    .greenlets .ready { stroke: #d29922; }
    .greenlets .pending { stroke: #656c76; }
    .greenlets .running, .greenlets .done { fill: #3fb950; }
    .greenlets .arrow { stroke: #ab7df8; }
    .greenlets .arrow.kill { stroke: #f85149; }
    .greenlets .head { fill: #ab7df8; }
    .greenlets .head.kill, .greenlets .killed, .greenlets .failed { fill: #f85149; }
  }`;

/** A number as it stands in an attribute. */
function round(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The beginning of `text` that fits into `width`; nothing if hardly anything does. */
function fitting(text: string, width: number): string {
  const most = Math.floor(width / LETTER);
  if (text.length <= most) return text;
  return most < 5 ? '' : `${text.slice(0, most - 1)}…`;
}

/** Draws one recording. */
class Drawing {
  private readonly lanes: readonly Lane[];
  private readonly more: number;
  private readonly arrows: readonly Arrow[];
  private readonly words: Wording;
  private readonly left: number;
  private readonly width: number;
  private readonly xs: readonly number[];
  private readonly labels: readonly { readonly x: number; readonly text: string }[];
  /** Which lane a greenlet has, by its id. */
  private readonly rows: ReadonlyMap<number, number>;

  constructor(recording: Recording, width: number, most: number) {
    const lanes = lanesOf(recording);
    this.lanes = lanes.slice(0, most);
    this.more = lanes.length - this.lanes.length;
    this.rows = new Map(this.lanes.map(({ greenlet: { id } }, index) => [id, index]));
    this.arrows = arrowsOf(recording).filter(({ from, to }) => this.rows.has(from) && this.rows.has(to));
    this.words = new Wording(recording);
    const longest = Math.max(0, ...this.lanes.map(({ greenlet }) => Math.min(titleOf(greenlet).length, MOST_LABEL)));
    this.left = Math.ceil(longest * LETTER) + 20;
    this.width = width;
    // What stands at the right end is as wide as a step.
    const { xs, labels } = axisOf(recording, width - this.left - 3 * STEP);
    this.xs = xs;
    this.labels = labels;
  }

  toString(): string {
    const height = TOP + this.lanes.length * LANE + (this.more === 0 ? 4 : 24);
    const title = `Timeline of ${this.lanes.length} greenlets`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" class="greenlets" role="img" width="${this.width}" height="${height}" viewBox="0 0 ${this.width} ${height}">`,
      `<title>${title}</title>`,
      `<style>${STYLE}\n</style>`,
      `<rect class="page" width="${this.width}" height="${height}"/>`,
      ...this.grid(height),
      ...this.lanes.flatMap((lane, row) => this.lane(lane, row)),
      ...this.arrows.map((arrow) => this.arrow(arrow)),
      ...(this.more === 0
        ? []
        : [`<text class="small" x="8" y="${height - 8}">and ${this.more} more greenlets</text>`]),
      '</svg>',
      '',
    ].join('\n');
  }

  private x(index: number): number {
    return this.left + this.xs[index]!;
  }

  private y(row: number): number {
    return TOP + row * LANE + LANE / 2;
  }

  private grid(height: number): string[] {
    return this.labels.flatMap(({ x, text }) => {
      const at = round(this.left + x);
      return [
        `<line class="grid" x1="${at}" y1="${TOP - 8}" x2="${at}" y2="${height}"/>`,
        `<text class="small" x="${at}" y="${TOP - 13}">${text}</text>`,
      ];
    });
  }

  private lane({ greenlet, stretches, ended }: Lane, row: number): string[] {
    const y = this.y(row);
    const label = fitting(titleOf(greenlet), MOST_LABEL * LETTER);
    const [name, body] = [label.slice(0, greenlet.name.length), label.slice(greenlet.name.length)];
    const lighter = body === '' ? '' : `<tspan class="small">${escape(body)}</tspan>`;
    const lines = [`<text x="8" y="${y + 4}">${escape(name)}${lighter}</text>`];
    // Steps last, or the lines of the waits beside them would cover them.
    for (const one of stretches) if (one.phase !== 'running') lines.push(...this.wait(one, y));
    for (const one of stretches) if (one.phase === 'running') lines.push(this.step(one, y));
    if (ended !== null) lines.push(this.end(ended, y));
    return lines;
  }

  private wait({ phase, first, last, on, place }: Stretch, y: number): string[] {
    const [from, to] = [this.x(first), this.x(last)];
    const what = phase === 'waiting' ? on : phase;
    const lines = [
      `<line class="${phase}" x1="${round(from)}" y1="${y}" x2="${round(to)}" y2="${y}">`,
      `<title>${escape(`${what}${this.words.at(place)}`)}</title></line>`,
    ];
    const label = phase === 'waiting' ? fitting(on, to - from - STEP - 6) : '';
    if (label !== '') {
      lines.push(`<text class="small" x="${round(from + STEP + 2)}" y="${y - 5}">${escape(label)}</text>`);
    }
    return [lines.join('')];
  }

  private step({ first, last }: Stretch, y: number): string {
    const from = this.x(first);
    const width = Math.max(STEP, this.x(last) - from);
    return `<rect class="running" x="${round(from)}" y="${y - 8}" width="${round(width)}" height="16" rx="2"/>`;
  }

  private end({ phase, index, outcome }: NonNullable<Lane['ended']>, y: number): string {
    const x = this.x(index) + STEP / 2;
    const sign =
      phase === 'done'
        ? `<circle class="done" cx="${round(x)}" cy="${y}" r="5.5"/>`
        : `<text class="${phase}" x="${round(x + STEP)}" y="${y + 5}">✗</text>`;
    return `<g>${sign}<title>${escape(outcome === 'undefined' ? phase : `${phase}: ${outcome}`)}</title></g>`;
  }

  private arrow({ kind, from, fromIndex, to, toIndex }: Arrow): string {
    const [start, end] = [this.rows.get(from)!, this.rows.get(to)!];
    const down = end > start ? 1 : -1;
    const [x1, y1] = [this.x(fromIndex) + STEP / 2, this.y(start) + 8 * down];
    const [x2, y2] = [this.x(toIndex) + STEP / 2, this.y(end) - 9 * down];
    const bend = Math.min(18, Math.abs(y2 - y1) / 2) * down;
    const path = `M${round(x1)} ${y1}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${y2 - 4 * down}`;
    const head = `M${round(x2 - 3.5)} ${y2 - 5 * down}L${round(x2 + 3.5)} ${y2 - 5 * down}L${round(x2)} ${y2 + down}Z`;
    return `<path class="arrow ${kind}" d="${path}"/><path class="head ${kind}" d="${head}"/>`;
  }
}

/**
 * The timeline of a recording as an SVG document, readable on light and on dark pages.
 *
 * @param recording as a recorder gives it
 * @param options see `SvgOptions`
 */
export function toSvg(recording: Recording, options: SvgOptions = {}): string {
  const { width = 960, lanes = 40 } = options;
  return new Drawing(recording, width, lanes).toString();
}
