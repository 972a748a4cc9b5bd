import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';
import { toObjectives, toRolloutPlan } from './plan.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-config-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function fail(): Promise<string> {
  return loadConfig(undefined, folder).then(
    () => 'it was taken',
    (error: unknown) => (error as Error).message,
  );
}

const example = `import type { SeatrialConfig } from 'seatrial/config';

const canary = { name: 'canary', ring: 'canary', bake: '30m' } as const;

export default {
  objectives: { errors: { ceiling: 0.001 } },
  stages: [{ name: 'internal', cohort: 'audience=internal', bake: '15m', onUndecided: 'advance' }, canary],
  services: {
    checkout: {
      environment: 'production',
      objectives: { errors: { factor: 3 }, latency: { threshold: { ms: 300, budget: 0.01 } } },
    },
  },
} satisfies SeatrialConfig;
`;

describe('a configuration', () => {
  it('in TypeScript is found from a folder below it, and merged for a service', async () => {
    write('seatrial.config.ts', example);
    mkdirSync(join(folder, 'services/checkout'), { recursive: true });
    const { config, path } = await loadConfig(undefined, join(folder, 'services/checkout'));
    expect(path).toBe(join(folder, 'seatrial.config.ts'));
    expect(toRolloutPlan(config, 'checkout')).toEqual({
      service: 'checkout',
      environment: 'production',
      stages: [
        { name: 'internal', cohort: 'audience=internal', bakeMs: 900_000, onUndecided: 'advance' },
        { name: 'canary', ring: 'canary', bakeMs: 1_800_000, onUndecided: 'wait' },
      ],
      objectives: toObjectives(config, 'checkout'),
    });
    expect(toObjectives(config, 'checkout')).toMatchObject({
      errors: { ceiling: 0.001, factor: 3 },
      latency: { threshold: { ms: 300, budget: 0.01 } },
    });
    expect(toObjectives(config, 'cart')).toMatchObject({ errors: { ceiling: 0.001 } });
  });

  it('is not looked for above the root of the repository; without one all is by default', async () => {
    write('seatrial.config.json', '{}');
    mkdirSync(join(folder, 'repository/.git'), { recursive: true });
    const { config, path } = await loadConfig(undefined, join(folder, 'repository'));
    expect(path).toBeUndefined();
    expect(toRolloutPlan(config, 'checkout')).toEqual({
      service: 'checkout',
      stages: [{ name: 'canary', ring: 'canary', bakeMs: 600_000, onUndecided: 'wait' }],
    });
  });

  it('in JSON may have comments, and points at the line of what is wrong', async () => {
    write(
      'seatrial.config.json',
      `{
  // How releases go out.
  "stages": [
    { "name": "canary", "rign": "canary" },
    {
      "name": "canary",
      "bake": "ten minutes",
    },
  ],
  "objectives": { "alpha": 0.7, "errors": { "factor": "2" } }
}`,
    );
    expect(await fail()).toBe(
      [
        'seatrial.config.json:4: stages[0].rign is not known. Did you mean ring?',
        'seatrial.config.json:6: stages[1].name is "canary": two stages have that name.',
        'seatrial.config.json:7: stages[1].bake is "ten minutes": no duration: write 30s, 15m, 2h or 1d.',
        'seatrial.config.json:10: objectives.alpha is 0.7: give a number below 0.5.',
        'seatrial.config.json:10: objectives.errors.factor is "2": give a number.',
      ].join('\n'),
    );
  });

  it('that is no JSON says where it breaks off', async () => {
    write('seatrial.config.json', '{\n  "stages": [\n');
    expect(await fail()).toMatch(/^seatrial\.config\.json:\d: this is no JSON: \w+\.$/);
  });

  it('in TypeScript points at the line through types, calls and names', async () => {
    write(
      'seatrial.config.ts',
      `interface Wide { readonly [key: string]: unknown }
const defineConfig = (config: Wide): Wide => config;
const last: Wide = {
  name: '100%',
  ring: 'stable',
  cohort: 'audience=public',
};

export default defineConfig({
  stages: [
    { name: 'canary', ring: 'canary', onUndecided: 'hope' },
    last,
  ],
  services: { 'check out': { objectives: { routes: { 'GET /': { error: {} } } } } },
  notifications: [{ on: ['regressed'] }],
} satisfies Wide);
`,
    );
    expect(await fail()).toBe(
      [
        'seatrial.config.ts:11: stages[0].onUndecided is "hope": one of wait, advance, abort.',
        'seatrial.config.ts:12: stages[1] has a ring and a cohort: give one of them.',
        'seatrial.config.ts:14: services["check out"].objectives.routes["GET /"].error is not known. Did you mean errors?',
        'seatrial.config.ts:15: notifications[0] wants an address: give url, or urlFrom with the name of a variable.',
      ].join('\n'),
    );
  });

  it('without a default export, with a mistake of its own, and beside another says so', async () => {
    write('seatrial.config.js', 'export const config = {};\n');
    expect(await fail()).toContain('has no default export. Write "export default defineConfig({ … })".');
    rmSync(join(folder, 'seatrial.config.js'));
    write('seatrial.config.mjs', 'export default { stages: stages };\n');
    expect(await fail()).toContain('seatrial.config.mjs: it cannot be loaded: stages is not defined.');
    write('seatrial.config.json', '{}');
    expect(await fail()).toMatch(
      /^There are .*seatrial\.config\.mjs and .*seatrial\.config\.json\. Keep one of them\.$/,
    );
  });
});
