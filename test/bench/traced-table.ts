import Table from 'cli-table3';
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { traced } from '@seatrial/traced';
import { compileFixtures, compilers } from '../traced/compilers.ts';
import type { define, Probe } from '../traced/fixtures/shop.ts';
import { peers } from '../peers/traced/peers.ts';
import type { Peer } from '../peers/traced/peers.ts';
import { installReflectMetadata } from '../traced/reflect-metadata.ts';
import { tableCases } from '../traced/suite/table-cases.ts';
import { wrapAll } from '../traced/suite/subject.ts';
import { createWorld, registerSdk } from '../traced/suite/world.ts';

// The table of behaviours, ours beside the peers', each in a process of its own: `npm run conformance`.
// Ours is also run by `npm test`, with all the other cases and compilers. `-- --why` adds what was wrong with each case.
const isReasonWanted = process.argv.includes('--why');
const ours: readonly Peer[] = (['standard', 'legacy', 'function'] as const).map((form) => ({
  name: `@seatrial/traced, ${form}`,
  form,
  load: async () => traced,
}));
const all: readonly Peer[] = [...ours, ...peers];

/** `undefined` where the peer is not installed; else what is wrong with each case, `undefined` where nothing is. */
type Outcome = readonly (string | undefined)[] | undefined;

async function runPeer({ form, load }: Peer): Promise<Outcome> {
  const trace = await load().catch(() => undefined);
  if (trace === undefined) return undefined;
  const compiler = compilers.find((candidate) => candidate.form === form);
  const loadFixture = compiler === undefined ? undefined : await compileFixtures(compiler, `table-${process.pid}`);
  const shop = (await loadFixture?.('shop')) as { readonly define: typeof define };
  const defineForm = (given: typeof trace, probe: Probe): ReturnType<typeof define> => {
    if (form !== 'function') return shop.define(given, probe);
    const classes = shop.define(given, probe);
    probe.mark(classes.Shop.prototype.routed);
    return wrapAll(classes, (fn) => (given as unknown as (fn: never) => unknown)(fn));
  };
  const outcome: (string | undefined)[] = [];
  for (const entry of tableCases) {
    const run = async (): Promise<undefined> => {
      await entry.run(createWorld({ name: '', form, trace, define: defineForm }));
      return undefined;
    };
    const late = sleep(2000, undefined, { ref: false }).then(() => Promise.reject(new Error('no end in two seconds')));
    outcome.push(
      await Promise.race([run(), late]).catch((error: unknown) =>
        String(error).split('\n').slice(0, 12).join(' ').replaceAll(/\s+/g, ' '),
      ),
    );
  }
  return outcome;
}

function runInProcess(peer: Peer): Promise<Outcome> {
  const child = fork(import.meta.filename, [peer.name], { execArgv: ['-C', '@seatrial/source'], silent: true });
  return new Promise((resolve) => {
    child.once('message', (message: { readonly outcome: readonly (string | null)[] | null }) => {
      resolve(message.outcome?.map((wrong) => wrong ?? undefined));
    });
    child.once('exit', () => resolve(tableCases.map(() => 'the process ended')));
  });
}

async function printTable(): Promise<void> {
  const table = new Table({ head: ['', 'passed', 'fails'], style: { head: [], border: [] }, wordWrap: true });
  table.options.colWidths = [28, 9, isReasonWanted ? 150 : 80];
  for (const peer of all) {
    const outcome = await runInProcess(peer);
    if (outcome === undefined) {
      table.push([peer.name, '', 'not installed, run: npm ci --prefix test/peers/traced --ignore-scripts']);
      continue;
    }
    const wrong = tableCases.flatMap(({ name }, index) => {
      if (outcome[index] === undefined) return [];
      return [isReasonWanted ? `- ${name}: ${outcome[index].slice(0, 120)}` : `- ${name}`];
    });
    table.push([peer.name, `${tableCases.length - wrong.length}/${tableCases.length}`, wrong.join('\n')]);
  }
  console.log(table.toString());
}

const wanted = all.find(({ name }) => name === process.argv[2]);
if (wanted === undefined) await printTable();
else {
  // What a peer leaves unhandled must not end the run of its other cases.
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  await installReflectMetadata();
  registerSdk();
  const outcome = await runPeer(wanted);
  process.send?.({ outcome: outcome?.map((wrong) => wrong ?? null) ?? null }, () => process.exit());
}
