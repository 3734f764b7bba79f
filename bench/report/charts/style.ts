/** How charts look, in light and dark, on a page and in a file alone. Colours are told apart by lightness, too. */

const LIGHT = `
  --chart-paper: #ffffff; color: #1f2328;
  --chart-muted: #59636e; --chart-grid: #d9dee4; --chart-own: #0b63ce; --chart-floor: #c3c9d0; --chart-anchor: #6e7781;
  --chart-other: #a5afba; --chart-1: #b4540a; --chart-2: #0f7b6c; --chart-3: #8250df;`;

const DARK = `
  --chart-paper: #0d1117; color: #e6edf3;
  --chart-muted: #9aa4af; --chart-grid: #2b323b; --chart-own: #58a6ff; --chart-floor: #3c4550; --chart-anchor: #8b949e;
  --chart-other: #5b6672; --chart-1: #f0993e; --chart-2: #3fc6b0; --chart-3: #bc8cff;`;

export const chartStyle: string = `
.chart {${LIGHT}
  font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
@media (prefers-color-scheme: dark) { .chart {${DARK} } }
@media print { .chart {${LIGHT} } }
.chart text { fill: currentColor; }
.chart .chart-paper { fill: var(--chart-paper); }
.chart .chart-heading { font-size: 15px; font-weight: 600; }
.chart .chart-muted { fill: var(--chart-muted); }
.chart .chart-grid { stroke: var(--chart-grid); fill: none; }
.chart .chart-halo { stroke: var(--chart-paper); stroke-width: 3.5; fill: none; opacity: 0.65; }
.chart .chart-whisker { stroke: currentColor; stroke-width: 1.25; fill: none; opacity: 0.85; }
.chart .chart-role-own { fill: var(--chart-own); }
.chart .chart-role-floor { fill: var(--chart-floor); }
.chart .chart-role-anchor { fill: var(--chart-anchor); }
.chart .chart-role-other { fill: var(--chart-other); }
.chart .chart-strong { font-weight: 650; }
.chart .chart-series { color: var(--chart-other); }
.chart .chart-series path { stroke: currentColor; stroke-width: 2; fill: none; stroke-linejoin: round; }
.chart .chart-series .chart-point { fill: currentColor; stroke: var(--chart-paper); stroke-width: 1; }
.chart .chart-series .chart-whisker { stroke-width: 1.25; opacity: 0.6; }
.chart .chart-series-own { color: var(--chart-own); }
.chart .chart-series-own path { stroke-width: 2.75; }
.chart .chart-series-floor { color: var(--chart-anchor); }
.chart .chart-series-floor .chart-stroke { stroke-dasharray: 5 4; }
.chart .chart-series-1 { color: var(--chart-1); }
.chart .chart-series-2 { color: var(--chart-2); }
.chart .chart-series-3 { color: var(--chart-3); }
`;
