/** Elements of SVG as text, and how much room a text takes. */

/** A text between tags or in an attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element; numbers are rounded to hundredths of a pixel. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : escape(value);
    return ` ${key}="${text}"`;
  });
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** A line of text. */
export function words(text: string, x: number, y: number, kind: string, anchor = 'start'): string {
  return element('text', { x, y, class: kind, 'text-anchor': anchor }, escape(text));
}

/** About as wide as `text` is at 12 pixels in the sans-serif faces of today's systems, rather more than less. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/[ijltfI.,:;'|()/ ]/.test(char)) width += 4.2;
    else if (/[mwMW%]/.test(char)) width += 10.4;
    else width += /[A-Z0-9]/.test(char) ? 7.8 : 6.9;
  }
  return width;
}

/** The same of the label of a subject: ours are bold. */
export function labelWidth({ label, role }: { readonly label: string; readonly role: string }): number {
  return widthOf(label) * (role === 'own' ? 1.16 : 1);
}

/** `text` in lines that are at most so wide at 12 pixels; a word is never broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
