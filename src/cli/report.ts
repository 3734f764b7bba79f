/**
 * What is shown in the end: as text for people, as an object for machines.
 */
import Table from 'cli-table3';
import { type Lane, lanesOf, type Recording } from '../trace/index.ts';
import type { Meter } from './meter.ts';
import type { Paint, Style } from './paint.ts';
import type { Outcome, Pass, Target } from './passes.ts';
import { seconds } from './progress.ts';
import { drawTimeline } from './timeline.ts';
import { labelOf, type Way } from './ways.ts';

/** All that is known when the passes are done. */
export interface Result {
  readonly targets: readonly Target[];
  readonly size: number;
  readonly passes: readonly Pass[];
  /** What the hub did during the map pass: the first events, and the sums over all. */
  readonly recording: Recording;
  readonly meter: Meter;
  /** Whether the list is the demonstration's own. */
  readonly own: boolean;
}

/** Most greenlets that are drawn, completions that are listed, failures that are told of. */
const MOST_LANES = 16;
const MOST_ORDER = 16;
const MOST_FAILURES = 20;

/** How a way is told apart from the others. */
const STYLES: Readonly<Record<Way, Style>> = { serial: 'yellow', map: 'green', imap: 'cyan' };

interface Counts {
  readonly ok: number;
  readonly httpErrors: number;
  readonly failed: number;
}

function countsOf({ outcomes }: Pass): Counts {
  const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { ok: count('ok'), httpErrors: count('http error'), failed: count('failed') };
}

/** How many times faster than the serial pass; null if there was none. */
function speedUp(pass: Pass, passes: readonly Pass[]): number | null {
  const serial = passes.find(({ way }) => way === 'serial');
  return serial === undefined ? null : serial.wall / pass.wall;
}

/** At most `most` characters of `text`: its beginning and its end. */
function shorten(text: string, most: number): string {
  const head = Math.floor((most - 1) / 2);
  return text.length > most ? `${text.slice(0, head)}…${text.slice(head + 1 - most)}` : text;
}

/** A width that the text reads well in. */
function clamp(width: number): number {
  return Math.min(Math.max(width, 72), 120);
}

/** Lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What is about to be done. */
export interface Plan {
  readonly count: number;
  readonly size: number;
  readonly serial: boolean;
  readonly own: boolean;
}

/** What is told before the first pass. */
export function introduction({ count, size, serial, own }: Plan, paint: Paint, width: number): string {
  const list = count === 1 ? 'One URL' : `The same ${count} URLs`;
  const ways = serial ? `one after the other, then at most ${size} at once, in two ways` : `at most ${size} at once`;
  const server = `A small server in a process of its own answers each after 5 to 100 ms. Some answers are errors, one is a
    redirect, one port refuses the connection, and one URL never answers: it has a timeout.`;
  const text = `${list}: ${ways}. ${own ? server : ''}`.replaceAll(/\s+/g, ' ').trim();
  return `\n${indent([paint('bold', 'greenlets'), ...wrap(text, clamp(width) - 4)]).join('\n')}\n\n`;
}

/** The text report, section by section. */
export class Report {
  private readonly result: Result;
  private readonly paint: Paint;
  private readonly width: number;

  /** @param width of the terminal, in characters */
  constructor(result: Result, paint: Paint, width: number) {
    this.result = result;
    this.paint = paint;
    this.width = clamp(width);
  }

  toString(): string {
    const sections = [this.table(), this.completion(), this.failures(), this.timeline(), this.speed()];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  }

  private table(): string[] {
    const { passes } = this.result;
    const { paint } = this;
    const table = new Table({
      head: ['', 'wall time', 'req/s', 'ok', 'http error', 'failed'].map((head) => paint('bold', head)),
      colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
      style: { head: [], border: [], compact: true },
    });
    for (const pass of passes) {
      const { ok, httpErrors, failed } = countsOf(pass);
      table.push([
        paint(STYLES[pass.way], this.nameOf(pass.way)),
        seconds(pass.wall),
        Math.round(pass.outcomes.length / (pass.wall / 1000)),
        paint('green', String(ok)),
        httpErrors === 0 ? '0' : paint('yellow', String(httpErrors)),
        failed === 0 ? '0' : paint('red', String(failed)),
      ]);
    }
    return indent(table.toString().split('\n'));
  }

  private nameOf(way: Way): string {
    return way === 'serial' ? labelOf(way) : `${labelOf(way)}, size ${this.result.size}`;
  }

  /** In which order the URLs completed. */
  private completion(): string[] {
    const { passes } = this.result;
    if (this.result.targets.length < 2) return [];
    const lines = passes.map(({ way, order }) => {
      const numbers = order.slice(0, MOST_ORDER).map((index) => index + 1);
      const more = order.length > MOST_ORDER ? ' …' : '';
      return `${labelOf(way).padEnd(19)}  ${this.paint(STYLES[way], numbers.join(' ') + more)}`;
    });
    return this.section(
      'Who finished first',
      `Each number is a URL's place in the list. Side by side, a quick answer overtakes a slow one. map still returns the
      responses in the order of the list; imap hands over each one the moment it is there.`,
      lines,
    );
  }

  private failures(): string[] {
    const failures = failuresOf(this.result);
    if (failures.length === 0) return this.section('Failures', 'None: every URL answered with a good status.', []);
    const { paint } = this;
    const shown = failures.slice(0, MOST_FAILURES);
    const place = String(this.result.targets.length).length + 1;
    const room = Math.max(...shown.map(({ url }) => this.shortUrl(url, 50).length));
    const lines = shown.map(({ index, url, kind, reason, ways }) => {
      const only = ways.length === this.result.passes.length ? '' : ` (only: ${ways.map(labelOf).join(', ')})`;
      const style = kind === 'failed' ? 'red' : 'yellow';
      const name = this.shortUrl(url, 50).padEnd(room);
      return `${`#${index + 1}`.padStart(place)}  ${name}  ${paint(style, kind.padEnd(10))}  ${reason}${only}`;
    });
    if (failures.length > shown.length) lines.push(`and ${failures.length - shown.length} more: --json lists them all`);
    const own = this.result.own ? ' They are in the list on purpose.' : '';
    return this.section(
      'Failures',
      `An http error is an answer with a status of 400 or more; failed means that no answer came. Neither stops the
      others.${own}`,
      lines,
    );
  }

  private timeline(): string[] {
    const { paint, result } = this;
    const map = result.passes.find(({ way }) => way === 'map');
    const byGreenlet = new Map(map?.outcomes.map((outcome, index) => [outcome.greenlet, index]));
    const lanes = lanesOf(result.recording)
      .filter(({ greenlet }) => byGreenlet.has(greenlet.id))
      .slice(0, MOST_LANES);
    if (map === undefined || lanes.length === 0) return [];
    const indexOf = ({ greenlet }: Lane): number => byGreenlet.get(greenlet.id)!;
    const outcomeOf = (lane: Lane): Outcome => map.outcomes[indexOf(lane)]!;
    const notes = lanes.map((lane) => noteOf(outcomeOf(lane), lane).length);
    const labels = lanes.map((lane) => this.laneLabel(indexOf(lane)).length);
    const drawn = drawTimeline({
      lanes,
      columns: Math.max(20, this.width - 6 - Math.max(...notes) - Math.max(...labels)),
      paint,
      waitName: (on) => (/^[A-Z]+ https?:/.test(on) ? 'its answer' : on),
      text: (lane) => {
        const outcome = outcomeOf(lane);
        const mark = { ok: ['✓', 'green'], 'http error': ['!', 'yellow'], failed: ['✗', 'red'] } as const;
        const [sign, style] = mark[outcome.kind];
        return { label: this.laneLabel(indexOf(lane)), mark: sign, style, note: noteOf(outcome, lane) };
      },
    });
    const { switches, running } = result.meter;
    return this.section(
      `The first ${lanes.length} greenlets of grequests.map`,
      `One line is one greenlet, drawn from the switches that the hub reported. It runs for a moment, sends its request,
      and gives way to the others until the answer wakes it.${
        map.outcomes.length > result.size
          ? ` Only ${result.size} are at work at once: when one ends, the next begins.`
          : ''
      }`,
      drawn,
      `In ${Math.round(map.wall)} ms the hub switched ${switches} times, and greenlets ran for ${Math.round(running)} ms
      in all. The rest is waiting, and waiting is what they do at the same time, in one thread.`,
    );
  }

  private laneLabel(index: number): string {
    return `${`#${index + 1}`.padStart(3)} ${this.shortUrl(this.result.targets[index]!.url, 24)}`;
  }

  /** A URL without what is plain: the scheme; of the demonstration's, also the host and the delay. */
  private shortUrl(url: string, most: number): string {
    const short = url.replace(/^https?:\/\//, '');
    return shorten(this.result.own ? short.replace(/^[^/]*/, '').replace(/\?ms=\d+$/, '') : short, most);
  }

  private speed(): string[] {
    const { passes } = this.result;
    const room = Math.min(40, this.width - 48);
    const longest = Math.max(...passes.map(({ wall }) => wall));
    const lines = passes.map((pass) => {
      const bar = '█'.repeat(Math.max(1, Math.round((pass.wall / longest) * room)));
      const times = pass.way === 'serial' ? null : speedUp(pass, passes);
      const faster = times === null ? '' : this.paint('bold', `  ${times.toFixed(1)} times as fast`);
      return `${labelOf(pass.way).padEnd(19)}  ${this.paint(STYLES[pass.way], bar)} ${seconds(pass.wall)}${faster}`;
    });
    const title = passes.some(({ way }) => way === 'serial') ? 'Speed-up' : 'Wall time';
    return this.section(title, '', lines);
  }

  private section(title: string, text: string, lines: readonly string[], after = ''): string[] {
    const paragraph = (words: string): string[] =>
      words === '' ? [] : wrap(words.replaceAll(/\s+/g, ' ').trim(), this.width - 4);
    const parts = [paragraph(text), lines, paragraph(after)].filter((part) => part.length > 0);
    return indent([this.paint('bold', title), ...parts.flatMap((part) => part.concat('')).slice(0, -1)]);
  }
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}

/** What is written beside a lane. */
function noteOf({ kind, status, redirects }: Outcome, { stretches, ended }: Lane): string {
  const ms = Math.round((ended?.time ?? 0) - (stretches[0]?.from ?? 0));
  const detour = redirects === 0 ? '' : `, ${redirects} redirect${redirects === 1 ? '' : 's'}`;
  return `${kind === 'failed' ? 'failed' : status} after ${ms} ms${detour}`;
}

interface Failure {
  /** The position in the list, counted from 0. */
  readonly index: number;
  readonly url: string;
  readonly kind: Outcome['kind'];
  readonly status: number | null;
  readonly reason: string;
  /** In which passes it happened. */
  readonly ways: readonly Way[];
}

/** All failures in the order of the list; what happened alike in several passes is one. */
function failuresOf({ targets, passes }: Result): Failure[] {
  return targets.flatMap(({ url }, index) => {
    const found = new Map<string, Failure>();
    for (const { way, outcomes } of passes) {
      const { kind, status, reason } = outcomes[index]!;
      if (kind === 'ok') continue;
      const ways = [...(found.get(reason)?.ways ?? []), way];
      found.set(reason, { index, url, kind, status, reason, ways });
    }
    return [...found.values()];
  });
}

/** To the microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The result for machines; times are milliseconds, places in the list are counted from 0. */
export function toJson(result: Result): object {
  const { targets, size, passes, recording, meter } = result;
  const map = passes.find(({ way }) => way === 'map');
  const byGreenlet = new Map(map?.outcomes.map(({ greenlet }, index) => [greenlet, index]));
  const lanes = lanesOf(recording).filter(({ greenlet }) => byGreenlet.has(greenlet.id));
  const start = Math.min(...lanes.map(({ stretches }) => stretches[0]?.from ?? Infinity));
  return {
    urls: targets.length,
    size,
    passes: passes.map((pass) => passToJson(pass, result)),
    failures: failuresOf(result),
    timeline: {
      switches: meter.switches,
      runningMs: round(meter.running),
      greenlets: lanes.map(({ greenlet, stretches, ended }) => ({
        index: byGreenlet.get(greenlet.id),
        endedAtMs: ended === null ? null : round(ended.time - start),
        stretches: stretches.map(({ phase, from, to, on }) => ({
          state: phase,
          fromMs: round(from - start),
          toMs: round(to - start),
          ...(phase === 'waiting' ? { on } : {}),
        })),
      })),
    },
  };
}

function passToJson(pass: Pass, { targets, passes }: Result): object {
  const { ok, httpErrors, failed } = countsOf(pass);
  return {
    way: pass.way,
    wallMs: round(pass.wall),
    requestsPerSecond: round(pass.outcomes.length / (pass.wall / 1000)),
    speedUp: pass.way === 'serial' ? null : speedUp(pass, passes),
    ok,
    httpErrors,
    failed,
    order: pass.order,
    results: pass.outcomes.map(({ kind, status, redirects, reason, at }, index) => ({
      url: targets[index]!.url,
      kind,
      status,
      redirects,
      reason,
      completedAtMs: round(at),
    })),
  };
}
