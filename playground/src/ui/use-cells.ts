/**
 * Parts of a list that are drawn once for as long as what they show stays the same object.
 */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

/** Gives the node for `key`, drawn anew if `shown` is another than last time. */
export type Cells = (key: number, shown: unknown, draw: () => VNode) => VNode;

/**
 * Keep what was drawn: the same node again tells the renderer that nothing below it has changed.
 *
 * @param kept while this stays the same, so do the nodes
 */
export function useCells(...kept: readonly unknown[]): Cells {
  const ref = useRef<{ kept: readonly unknown[]; cells: Map<number, { shown: unknown; node: VNode }> }>({
    kept,
    cells: new Map(),
  });
  if (kept.length !== ref.current.kept.length || kept.some((one, index) => one !== ref.current.kept[index])) {
    ref.current = { kept, cells: new Map() };
  }
  const { cells } = ref.current;
  return (key, shown, draw) => {
    const cell = cells.get(key);
    if (cell !== undefined && cell.shown === shown) return cell.node;
    const node = draw();
    cells.set(key, { shown, node });
    return node;
  };
}
