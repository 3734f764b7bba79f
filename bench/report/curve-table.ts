/** The figures of a line chart: a line for each number, a column for each subject. */
import { digits } from '../table.ts';
import { html, type Html } from './html.ts';
import { type Curve, rowsAcross } from './sections.ts';

export function curveTable({ unit, lines }: Curve['graphs'][number]): Html {
  const rows = rowsAcross(lines).map(({ n, rows }) => {
    const cells = rows.map((row) =>
      row === null
        ? html`<td>–</td>`
        : html`<td>
            ${digits(row.median)} ${unit} <span class="note">${digits(row.min)} – ${digits(row.max)}</span>
          </td>`,
    );
    return html`<tr>
      <th scope="row">${n.toLocaleString('en-US')}</th>
      ${cells}
    </tr> `;
  });
  const heads = lines.map(({ subject }) => html`<th scope="col">${subject.name}</th>`);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">n</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
