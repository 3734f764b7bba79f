/** The report: one page that needs nothing but itself. */
import type { Verdict } from '../verdict.ts';
import type { Unit } from '../workload.ts';
import type { Chart, Charts } from './chart.ts';
import { curveTable } from './curve-table.ts';
import { html, Html } from './html.ts';
import { pageStyle } from './page-style.ts';
import { barChart, lineChart, OWN } from './pictures.ts';
import type { Results } from './rows.ts';
import { type Curve, curvesOf, type Panel, type Section, sectionsOf, subjectOf } from './sections.ts';
import { aimOf, cellsOf, conditionsOf, judgementOf, mannerOf, noteOf, reachedOf } from './texts.ts';

/** In pixels: on a desk, and on a phone. */
const WIDE = 790;
const NARROW = 362;

const HEADINGS: Readonly<Record<Unit, string>> = {
  ns: 'Time for one operation',
  ms: 'Time for the whole',
  B: 'Memory for each',
  'req/s': 'Requests per second',
};

function figure(chart: Chart, charts: Charts): Html {
  const drawing = (width: number) => new Html(charts.inline(chart, width));
  return html`<figure>
    <div class="wide">${drawing(WIDE)}</div>
    <div class="narrow">${drawing(NARROW)}</div>
  </figure>`;
}

/** A subject is set off if it is one of ours. */
function subject(name: string): Html {
  return OWN.test(name) ? html`<span class="own">${name}</span>` : html`${name}`;
}

function table(panel: Panel): Html {
  const rows = panel.rows.map((row) => {
    const { median, min, max, ratio, memory } = cellsOf(row, panel);
    return html`<tr>
      <th scope="row">${subject(row.subject)}<span class="note">${noteOf(row, subjectOf(row))}</span></th>
      <td>${median}</td>
      <td>${min} – ${max}</td>
      <td>${ratio}</td>
      <td>${memory}</td>
    </tr> `;
  });
  return html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">subject</th>
        <th scope="col">median</th>
        <th scope="col">least – greatest</th>
        <th scope="col">ratio</th>
        <th scope="col">memory</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table> `;
}

function badge(verdict: Verdict): Html {
  const kind = verdict.value === null ? 'muted' : verdict.isMet ? 'met' : 'missed';
  const sign = { muted: '', met: '✓ ', missed: '✗ ' }[kind];
  return html`<span class="verdict ${kind}">${sign}${judgementOf(verdict)}</span>`;
}

function aims(verdicts: readonly Verdict[]): Html {
  if (verdicts.length === 0) return html``;
  const items = verdicts.map(
    (verdict) => html`<li>${badge(verdict)} ${aimOf(verdict)}; measured ${reachedOf(verdict)}</li>`,
  );
  return html`<ul class="aims">
    ${items}
  </ul>`;
}

function section(one: Section, charts: Charts): Html {
  const { workload, panels, verdicts } = one;
  const parts = panels.map(
    (panel) =>
      html`${panels.length > 1 ? html`<h4>${HEADINGS[panel.unit]}</h4>` : html``}
      ${figure(barChart(one, panel), charts)} ${table(panel)}`,
  );
  const rows = panels.flatMap((panel) => panel.rows);
  return html`<section class="workload" id="${workload.name}">
    <h3>${workload.title} <code>${workload.name}</code></h3>
    <p class="muted">One operation: ${workload.what}. ${mannerOf(workload, rows)}.</p>
    ${aims(verdicts)} ${parts}
  </section> `;
}

function curve(one: Curve, charts: Charts): Html {
  const parts = one.graphs.map((graph) => {
    const chart = lineChart(one, graph);
    return html`<h4>${HEADINGS[graph.unit]}</h4>
      ${chart.lines.length === 0 ? html`<p class="muted">Nothing above zero.</p>` : figure(chart, charts)}
      <details>
        <summary>Figures</summary>
        ${curveTable(graph)}
      </details> `;
  });
  const notes = one.graphs[0]!.lines.map(
    (line) => html`<li>${subject(line.subject.name)}: ${noteOf(line.points[0]!.row, line.subject)}</li>`,
  );
  return html`<section class="workload" id="${one.name}">
    <h3>${one.title} <code>${one.name}</code></h3>
    <p class="muted">One operation: ${one.what}.</p>
    <ul class="notes">
      ${notes}
    </ul>
    ${parts}
  </section> `;
}

function targets(sections: readonly Section[]): Html {
  const all = sections.flatMap(({ workload, verdicts }) => verdicts.map((verdict) => ({ workload, verdict })));
  if (all.length === 0) return html``;
  const met = all.filter(({ verdict }) => verdict.isMet).length;
  const rows = all.map(
    ({ workload, verdict }) =>
      html`<tr>
        <th scope="row"><a href="#${workload.name}">${workload.name}</a></th>
        <td class="aim">${aimOf(verdict)}</td>
        <td>${reachedOf(verdict)}</td>
        <td>${badge(verdict)}</td>
      </tr> `,
  );
  return html`<h2 id="targets">Targets: ${met} of ${all.length} met</h2>
    <table class="targets">
      <thead>
        <tr>
          <th scope="col">workload</th>
          <th scope="col" class="aim">target</th>
          <th scope="col">measured</th>
          <th scope="col">verdict</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table> `;
}

function contents(sections: readonly Section[], curves: readonly Curve[]): Html {
  const named = [...sections.map(({ workload }) => workload), ...curves];
  const items = named.map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`);
  return html`<nav aria-label="Workloads">
    <h2>Contents</h2>
    <ul>
      ${items}
    </ul>
  </nav>`;
}

/** The whole page. */
export function pageOf(results: Results, charts: Charts): string {
  const sections = sectionsOf(results.rows);
  const curves = curvesOf(results.rows);
  const { machine, node, flags } = conditionsOf(results);
  const single = html`<h2>Workloads</h2>
    ${sections.map((one) => section(one, charts))}`;
  const scale = html`<h2>The cost of scale</h2>
    ${curves.map((one) => curve(one, charts))}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>greenlets: benchmarks</title>
        <style>
          ${new Html(pageStyle + charts.chartStyle)}
        </style>
      </head>
      <body>
        <header>
          <h1>greenlets: benchmarks</h1>
          <p>Measured on ${machine}, Node ${node} <code>${flags}</code>.</p>
          <p class="muted">
            Compare within one table: a figure alone says little, and less on a shared machine. Bars are medians; the
            lines across them reach from the least to the greatest run. <span class="own">Blue</span> is this package;
            the faintest grey is the floor, bare generators under a loop, which nothing on generators can beat; the
            strongest is what the ratio divides by. Memory is the peak of the process, which subjects that run together
            share.
          </p>
        </header>
        ${targets(sections)} ${contents(sections, curves)}
        <main>${sections.length === 0 ? html`` : single} ${curves.length === 0 ? html`` : scale}</main>
      </body>
    </html> `.text;
}
