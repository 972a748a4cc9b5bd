/** Selectors that must all hold. */
export function joinSelectors(...selectors: readonly string[]): string {
  return selectors.filter((selector) => selector !== '').join(',');
}
