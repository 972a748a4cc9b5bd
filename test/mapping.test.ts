import { describe, expect, it } from 'vitest';
import { markedBuilds, scoreBuild } from './mapping/marked-builds.ts';

// The rest is in test/long/mapping.test.ts.
const some = markedBuilds.filter(({ name }) => /^(?:esbuild|rolldown), minified$|^tsc$/.test(name));

describe('functions of built output are told apart', () => {
  it.each(some)('by $name of $project', async (each) => {
    const { functions, right, wrong } = await scoreBuild(each);
    expect(wrong).toEqual([]);
    expect(functions).toBeGreaterThan(150);
    expect(right / functions).toBeGreaterThanOrEqual(0.99);
  });
});
