import { useLayoutEffect, useState } from 'react';

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour that a token has now, for a canvas: the browser works out `light-dark()`. */
export function readToken(element: Element, name: string): Rgb {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return [0, 0, 0];
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  element.append(probe);
  context.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** A pixel between two colours, `share` of the way, as a canvas of this machine's byte order has it. */
export function mix(from: Rgb, to: Rgb, share: number): number {
  const channel = (index: 0 | 1 | 2): number => Math.round(from[index] + (to[index] - from[index]) * share);
  return ((255 << 24) | (channel(2) << 16) | (channel(1) << 8) | channel(0)) >>> 0;
}

/** A number that changes with the theme, so that a canvas is drawn again. */
export function useTheme(): number {
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const change = (): void => setTurn((count) => count + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', change);
    const chosen = new MutationObserver(change);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      system.removeEventListener('change', change);
      chosen.disconnect();
    };
  }, []);
  return turn;
}
