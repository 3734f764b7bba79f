/** How the page looks: wide and narrow, light and dark, and on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --muted: #59636e; --line: #d9dee4; --soft: #f5f7f9; --own: #0b63ce;
  --good: #0f6b3c; --good-soft: #e3f5ea; --bad: #a8280f; --bad-soft: #fdebe6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --muted: #9aa4af; --line: #2b323b; --soft: #151b23; --own: #58a6ff;
    --good: #56d389; --good-soft: #10301e; --bad: #ff9b81; --bad-soft: #3a1912;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; }
h2 { margin: 3.5rem 0 1rem; font-size: 1.4rem; line-height: 1.25; letter-spacing: -.01em; }
h3 { margin: 0 0 .35rem; font-size: 1.1rem; line-height: 1.35; }
h4 { margin: 1.25rem 0 .25rem; font-size: .95rem; }
p { margin: 0 0 .75rem; }
a { color: var(--own); text-underline-offset: .15em; }
code { overflow-wrap: anywhere; font: .85em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--muted); font-weight: 400; }
.muted, .note { color: var(--muted); font-size: .875rem; }
.own { color: var(--own); font-weight: 650; }
nav ul { columns: 17rem; column-gap: 2rem; margin: 0; padding: 0; list-style: none; font-size: .9rem; }
nav li { break-inside: avoid; padding: .15rem 0; }
section.workload { margin: 0 0 3rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
figure { margin: 1rem 0; }
.chart { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; margin: .75rem 0; }
th, td { padding: .4rem .5rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 500; font-size: .8rem; white-space: nowrap; }
tbody th { font-weight: 500; text-align: left; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.figures td { white-space: nowrap; }
.figures tbody th .note { display: block; font-weight: 400; font-size: .8rem; line-height: 1.4; max-width: 27rem; }
.targets .aim { text-align: left; }
.targets td:last-child { white-space: nowrap; }
.verdict { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .8rem; font-weight: 600; white-space: nowrap; }
.met { color: var(--good); background: var(--good-soft); }
.missed { color: var(--bad); background: var(--bad-soft); }
ul.aims, ul.notes { margin: .5rem 0; padding: 0; list-style: none; font-size: .875rem; }
ul.aims li { padding: .2rem 0; }
.scroll { overflow-x: auto; }
.scroll th, .scroll td { white-space: nowrap; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--muted); font-size: .875rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem .9rem 3rem; }
  h1 { font-size: 1.6rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .figures tr { display: grid; grid-template-columns: 1.2fr 1.6fr .8fr .9fr; border-bottom: 1px solid var(--line); padding: .45rem 0; }
  .figures th, .figures td { border: 0; padding: 0; }
  .figures tbody th { grid-column: 1 / -1; padding-bottom: .2rem; }
  .figures thead th:first-child { display: none; }
  .figures thead th:nth-child(2), .figures td:nth-child(2) { text-align: left; }
  .targets thead { display: none; }
  .targets tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem .75rem; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .targets th, .targets td { border: 0; padding: 0; text-align: left; }
  .targets td:nth-child(3)::before { content: 'measured '; }
  .targets tbody th, .targets td.aim { grid-column: 1 / -1; }
}
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ink: #000; --muted: #444; --line: #bbb; --own: #0b4fa5;
    --good: #0f6b3c; --good-soft: #fff; --bad: #a8280f; --bad-soft: #fff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, details { display: none; }
  h2, h3, h4 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
