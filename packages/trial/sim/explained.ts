import { createRandom } from '../../stats/sim/random.ts';
import type { Random } from '../../stats/sim/random.ts';
import type { Row } from '../../stats/sim/runs.ts';
import { explain } from '../src/index.ts';
import type { Explanation } from '../src/index.ts';
import { createRowsReader } from './rows-reader.ts';
import type { SimulatedRow } from './rows-reader.ts';

const noiseAttributes = 200;
const cardinalities = [2, 3, 5, 10, 30, 100, 1000];
const runs = 200;

/** What is planted: how many of either kind of rows, and what these have beside noise. */
interface Planted {
  readonly what: string;
  readonly group: number;
  readonly against: number;
  /** @param place where the row is among those of its kind, from 0 to 1. */
  readonly plant: (side: boolean, random: Random, place: number) => Readonly<Record<string, string>>;
  /** Texts of the conditions of the first cause; an alias counts for what it is another name of. */
  readonly truth: readonly string[];
  /** False where it is measured only, and no method could do better. */
  readonly goal?: boolean;
}

const pick = (random: Random, values: number): number => Math.floor(random.uniform() * values);

/** A value that a share of either kind of rows has; the others have one of forty. */
const single =
  (inGroup: number, inAgainst: number): Planted['plant'] =>
  (side, random, place) => ({ cause: place < (side ? inGroup : inAgainst) ? 'planted' : `v${pick(random, 40)}` });

/** A value that each row has with a chance: at 12 % of 60 rows, now and then three have it, which noise has as well. */
const drawn =
  (inGroup: number, inAgainst: number): Planted['plant'] =>
  (side, random) =>
    single(inGroup, inAgainst)(side, random, random.uniform());

/** The same with a pod, a host and an address that go with it. */
const withNames =
  (inGroup: number, inAgainst: number): Planted['plant'] =>
  (side, random, place) => {
    const { cause = '' } = single(inGroup, inAgainst)(side, random, place);
    return { 'k8s.pod.name': `pod-${cause}`, 'host.name': `host-${cause}`, 'host.ip': `ip-${cause}` };
  };

/** Most requests of the group are of one of 100,000 tenants, in one of three regions, with a flag on. */
const combined: Planted['plant'] = (side, random) => {
  if (side && random.uniform() < 0.6) return { tenant: 't-77', region: 'eu', flag: 'on' };
  // The tenant is larger than others, and fails nowhere else.
  const tenant = random.uniform() < 0.01 ? 't-77' : `t-${pick(random, 100_000)}`;
  const region = ['eu', 'us', 'ap'][pick(random, 3)] ?? '';
  const flag = random.uniform() < 0.5 ? 'on' : 'off';
  return tenant === 't-77' && region === 'eu' && flag === 'on'
    ? { tenant, region, flag: 'off' }
    : { tenant, region, flag };
};

const planted: readonly Planted[] = [
  { what: '12 % against 0.5 %', group: 60, against: 1000, plant: single(0.12, 0.005), truth: ['cause=planted'] },
  { what: '6 % against 0.5 %', group: 500, against: 5000, plant: single(0.06, 0.005), truth: ['cause=planted'] },
  { what: '60 % against 10 %', group: 60, against: 1000, plant: single(0.6, 0.1), truth: ['cause=planted'] },
  {
    what: '12 % against 0.5 %, each row by chance',
    group: 60,
    against: 1000,
    plant: drawn(0.12, 0.005),
    truth: ['cause=planted'],
    goal: false,
  },
  {
    what: 'a single value on one side only',
    group: 60,
    against: 1000,
    plant: (side): Readonly<Record<string, string>> => (side ? { cause: 'planted' } : {}),
    truth: ['cause=planted'],
  },
  {
    what: 'pod, host and address of one cause',
    group: 60,
    against: 1000,
    plant: withNames(0.6, 0.1),
    truth: ['k8s.pod.name=pod-planted'],
  },
  {
    what: 'tenant × region × flag, 100,000 tenants',
    group: 300,
    against: 5000,
    plant: combined,
    truth: ['flag=on', 'region=eu', 'tenant=t-77'],
  },
];

const nothing: Planted = { what: 'nothing', group: 60, against: 1000, plant: single(0.02, 0.02), truth: [] };

function drawRows({ group, against, plant }: Planted, random: Random): readonly SimulatedRow[] {
  return Array.from({ length: group + against }, (_, index) => {
    const side = index < group;
    const place = side ? (index + 0.5) / group : (index - group + 0.5) / against;
    const attributes: Record<string, string> = { 'request.id': `r-${index}`, ...plant(side, random, place) };
    for (let noise = 0; noise < noiseAttributes; noise += 1) {
      const cardinality = cardinalities[noise % cardinalities.length] ?? 2;
      attributes[`noise.${noise}`] = `v${Math.floor(random.uniform() ** 2 * cardinality)}`;
    }
    return { side, attributes };
  });
}

async function explainRun(one: Planted, seed: number): Promise<Explanation> {
  return explain(createRowsReader(drawRows(one, createRandom(seed))), { group: {} });
}

/** Where no cause is named, what comes nearest to one is first. */
function isTruthFirst(explanation: Explanation, truth: readonly string[]): boolean {
  const { causes, attributes } = explanation;
  if (causes.length === 0) return truth.includes(attributes[0]?.values[0]?.text ?? '');
  return isTruthNamed(explanation, truth);
}

function isTruthNamed({ causes: [first] }: Explanation, truth: readonly string[]): boolean {
  const conditions = first?.conditions ?? [];
  return (
    conditions.length === truth.length &&
    conditions.every(({ text, aliases }) =>
      [text, ...aliases.map((alias) => alias.text)].some((name) => truth.includes(name)),
    )
  );
}

/** The row's values show the larger share of outliers less that of others, as the known tools rank. */
function isFirstByShares({ attributes }: Explanation, truth: readonly string[]): boolean {
  const differences = attributes.flatMap(({ values }) =>
    values.map(({ text, group, against }) => ({ text, difference: Math.abs(group.share - against.share) })),
  );
  const [first] = differences.toSorted((a, b) => b.difference - a.difference);
  return first !== undefined && truth.includes(first.text);
}

export async function simulateExplain(scale: number): Promise<readonly Row[]> {
  const count = Math.max(2, Math.round(runs * scale));
  const rows: Row[] = [];
  for (const one of planted) {
    let [first, named, byShares, alone] = [0, 0, 0, 0];
    for (let run = 0; run < count; run += 1) {
      const explanation = await explainRun(one, 4000 + run);
      if (isTruthFirst(explanation, one.truth)) first += 1;
      if (isTruthNamed(explanation, one.truth)) named += 1;
      if (isFirstByShares(explanation, one.truth)) byShares += 1;
      if (explanation.causes.length === 1) alone += 1;
    }
    rows.push({
      table: `What sets ${one.group} rows apart from ${one.against}, ${noiseAttributes} attributes of noise`,
      what: one.what,
      values: [
        ['truth first', first / count],
        ['named as a cause', named / count],
        ['one cause only', alone / count],
        ['first by share difference among the listed', byShares / count],
      ],
      goal: one.goal === false ? '' : 'truth first in 95 %',
      reached: one.goal === false ? undefined : first / count >= 0.95,
    });
  }
  let found = 0;
  for (let run = 0; run < count; run += 1) if ((await explainRun(nothing, 9000 + run)).causes.length > 0) found += 1;
  rows.push({
    table: 'What is found in noise',
    what: `${nothing.group} rows against ${nothing.against}`,
    values: [['any cause', found / count]],
    goal: 'at most 5 %, and three standard errors',
    reached: found / count <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / count),
  });
  return rows;
}
