import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { parse } from 'yaml';
import { exchange, formatExchange } from '../../test/traffic/exchange.ts';
import type { Exchange } from '../../test/traffic/exchange.ts';
import { plantTraffic, scenarios, toArms } from '../../test/traffic/plant.ts';
import type { Scenario } from '../../test/traffic/plant.ts';
import { assessMetric, toPhase } from './metric-double.ts';
import type { Metric, Phase } from './metric-double.ts';

interface AnalysisTemplate {
  readonly spec: { readonly args: readonly { readonly name: string }[]; readonly metrics: readonly [Metric] };
}

interface Rollout {
  readonly spec: {
    readonly strategy: {
      readonly canary: {
        readonly steps: readonly { readonly analysis?: { readonly args: AnalysisTemplate['spec']['args'] } }[];
      };
    };
  };
}

function read(name: string): unknown {
  return parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
}

const template = read('analysis-template.yaml') as AnalysisTemplate;
const [metric] = template.spec.metrics;
const given: Readonly<Record<string, string>> = {
  service: 'checkout',
  canary: '7b9c6d',
  stable: '5d8f4c',
  token: 'TOKEN',
};

function fill(text: string): string {
  return text.replaceAll(/\{\{ args\.([\w-]+) \}\}/g, (_all, name: string) => given[name] ?? `(no ${name})`);
}

/** The request that the web provider makes (metricproviders/webmetric/webmetric.go, Run). */
const call: Exchange = {
  method: 'GET',
  url: fill(metric.provider.web.url),
  headers: Object.fromEntries(metric.provider.web.headers.map(({ key, value }) => [key, fill(value)])),
};

it('rollout.yaml gives every argument that analysis-template.yaml wants', () => {
  const wanted = template.spec.args.map(({ name }) => name).filter((name) => name !== 'token');
  const analyses = (read('rollout.yaml') as Rollout).spec.strategy.canary.steps.flatMap(
    ({ analysis }) => analysis ?? [],
  );
  expect(analyses.length).toBeGreaterThan(0);
  for (const { args } of analyses) expect(args.map(({ name }) => name)).toEqual(wanted);
});

describe.each(Object.keys(scenarios) as readonly Scenario[])('the metric of analysis-template.yaml, %s', (scenario) => {
  let store: Store;
  let server: RunningServer;

  beforeAll(async () => {
    store = await createDuckDbStore({ path: ':memory:' });
    await plantTraffic(store, toArms(scenario));
    const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
    server = await startServer({
      store,
      version: 'test',
      token: 'TOKEN',
      allowedHosts: ['seatrial.seatrial'],
      ...ports,
    });
  });

  afterAll(async () => {
    await server.close();
    await store.close();
  });

  it('is answered as in contract/', async () => {
    const answer = await exchange(Number(new URL(server.state.apiUrl).port), call);
    expect(answer.status).toBe(200);
    const { verdict, headline, reasons } = JSON.parse(answer.text) as Readonly<Record<string, unknown>>;
    const shown = JSON.stringify({ verdict, headline, reasons, '…': '…' }, undefined, 2);
    const golden = join(import.meta.dirname, 'contract', `${scenario.replaceAll(' ', '-')}.http`);
    await expect(formatExchange(call, answer, shown)).toMatchFileSnapshot(golden);
  });

  it('ends as it should, however often Argo Rollouts looks', async () => {
    const answer = await exchange(Number(new URL(server.state.apiUrl).port), call);
    expect(metric.provider.web.jsonPath).toBe('{$.verdict}');
    const { verdict } = JSON.parse(answer.text) as { readonly verdict: string };
    const measured = Array.from({ length: metric.count }, () => toPhase(metric, verdict));
    const ends: Readonly<Record<Scenario, Phase>> = {
      'no traffic': 'Inconclusive',
      ok: 'Successful',
      regressed: 'Failed',
      undecided: 'Inconclusive',
    };
    expect(assessMetric(metric, measured)).toBe(ends[scenario]);
    // Not at the first UNDECIDED, which would pause the rollout.
    if (ends[scenario] === 'Inconclusive') expect(assessMetric(metric, measured.slice(0, 10))).toBe('Running');
  });
});

it('nothing but UNDECIDED is never a success, in versions without consecutiveSuccessLimit either', () => {
  const { consecutiveSuccessLimit: _, ...before18 } = metric;
  const undecided = Array.from({ length: metric.count }, () => 'Inconclusive' as const);
  expect(assessMetric(metric, undecided)).toBe('Inconclusive');
  expect(assessMetric(before18, undecided)).toBe('Inconclusive');
  // What a limit as high as the count would do there.
  expect(assessMetric({ ...before18, inconclusiveLimit: metric.count }, undecided)).toBe('Successful');
});

it('OK after many UNDECIDED is a success, REGRESSED at any time a failure', () => {
  const undecided = Array.from({ length: 40 }, () => 'Inconclusive' as const);
  expect(assessMetric(metric, [...undecided, 'Successful'])).toBe('Successful');
  expect(assessMetric(metric, [...undecided, 'Failed'])).toBe('Failed');
});
