import { describe, expect, it } from 'vitest';
import { suggestName } from './suggest.ts';

describe('suggestName', () => {
  const known = ['release', 'ring', 'http.route', 'http.response.status_code'];

  it.each([
    ['relaese', 'release'],
    ['rign', 'ring'],
    ['Ring', 'ring'],
    ['http.rout', 'http.route'],
    ['http.response.statuscode', 'http.response.status_code'],
    ['weather', undefined],
  ])('for %s offers %o', (given, suggestion) => {
    expect(suggestName(given, known)).toBe(suggestion);
  });
});
