/**
 * Dark or light, normal or large: as the system has it until somebody chooses.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';

/** The look of the page. */
export interface Look {
  readonly dark: boolean;
  readonly large: boolean;
  /** How often fonts have come: a canvas that was drawn without them is to be drawn again. */
  readonly fonts: number;
  readonly toggleTheme: () => void;
  readonly toggleLarge: () => void;
}

const system = matchMedia('(prefers-color-scheme: dark)');

/** What was chosen last time; storage may be forbidden. */
function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then it holds until the page is closed.
  }
}

/** Keep the look, and tell the style sheet. */
export function useLook(): Look {
  const [chosen, choose] = useState(() => remembered('theme'));
  const [isSystemDark, setSystemDark] = useState(system.matches);
  const [large, setLarge] = useState(() => remembered('size') === 'large');
  const dark = chosen === null ? isSystemDark : chosen === 'dark';
  useEffect(() => {
    const listen = (): void => setSystemDark(system.matches);
    system.addEventListener('change', listen);
    return () => system.removeEventListener('change', listen);
  }, []);
  const [fonts, setFonts] = useState(0);
  useEffect(() => {
    const listen = (): void => setFonts((count) => count + 1);
    document.fonts.addEventListener('loadingdone', listen);
    return () => document.fonts.removeEventListener('loadingdone', listen);
  }, []);
  // At once: what is drawn on a canvas asks the style sheet for its colours.
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.dataset.size = large ? 'large' : 'normal';
  const toggleTheme = useCallback(() => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    remember('theme', next);
    choose(next);
  }, []);
  const toggleLarge = useCallback(() => {
    setLarge((before) => {
      remember('size', before ? 'normal' : 'large');
      return !before;
    });
  }, []);
  return { dark, large, fonts, toggleTheme, toggleLarge };
}
