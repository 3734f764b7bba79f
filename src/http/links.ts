/**
 * The Link header.
 *
 * requests: `parse_header_links`, which cuts a URL with a comma and a `<` in two; here quotes and brackets hold.
 */

/** One link: its URL as the server writes it, and its parameters, `rel` and `title` for example. */
export interface Link {
  /** Where it leads, as the server writes it: it may be relative. */
  readonly url: string;
  readonly [parameter: string]: string | undefined;
}

const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]*))/g;

/** The links of a header by their `rel`, or their URL. Of two with the same, the last counts. */
export function parseLinks(header: string | null): Record<string, Link> {
  const links: Record<string, Link> = Object.create(null) as Record<string, Link>;
  for (const [, url, rest] of (header ?? '').matchAll(LINK)) {
    const link: Record<string, string> & { url: string } = { url: url! };
    for (const [, name, quoted, plain] of rest!.matchAll(PARAMETER)) {
      const key = name!.toLowerCase();
      if (key !== 'url' && key !== '__proto__') link[key] = quoted?.replace(/\\(.)/g, '$1') ?? plain!;
    }
    links[link['rel'] ?? link.url] = link;
  }
  return links;
}
