/**
 * The three ways through a list of URLs, by name.
 */
export type Way = 'serial' | 'map' | 'imap';

const LABELS: Readonly<Record<Way, string>> = {
  serial: 'one after the other',
  map: 'grequests.map',
  imap: 'grequests.imap',
};

/** What a way is called on the screen. */
export function labelOf(way: Way): string {
  return LABELS[way];
}
