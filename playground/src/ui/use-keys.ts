/**
 * Keys that work everywhere but where text is written.
 */
import { useEffect, useRef } from 'preact/hooks';

/** What each key does: "ArrowRight", "Shift+ArrowRight", "r". */
export type Keys = Readonly<Record<string, () => void>>;

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=range]), textarea, select, [contenteditable=true], dialog') !== null
  );
}

/** Listen for keys; `letters` says whether those count that are a character alone. */
export function useKeys(keys: Keys, letters: boolean): void {
  const latest = useRef({ keys, letters });
  latest.current = { keys, letters };
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const isCharacter = event.key.length === 1;
      if (isCharacter && !latest.current.letters) return;
      // A button in focus is pressed by the space bar.
      if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
      const name = isCharacter ? event.key.toLowerCase() : `${event.shiftKey ? 'Shift+' : ''}${event.key}`;
      const action = latest.current.keys[name];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
