import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';

type Theme = 'system' | 'light' | 'dark';

const key = 'seatrial.theme';
const icons: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };
const following: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** Light, dark, or as the system has it; kept by the browser, read before the first paint by assets/theme-….js. */
export function ThemeButton(): ReactElement {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    try {
      if (theme === 'system') localStorage.removeItem(key);
      else localStorage.setItem(key, theme);
    } catch {
      // Without storage it holds for this visit.
    }
  }, [theme]);
  const next = following[theme];
  return (
    <button
      type="button"
      className="ghost"
      onClick={() => setTheme(next)}
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
    >
      <Icon name={icons[theme]} size={16} />
    </button>
  );
}

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
