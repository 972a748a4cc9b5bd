import Table from 'cli-table3';
import { benchDecode } from './decode.ts';
import { benchIngest } from './ingest.ts';
import { benchQueries } from './queries.ts';
import { benchReceiver } from './receiver.ts';
import { benchRedact } from './redact.ts';
import { benchFlagEvaluations } from './flag-evaluations.ts';
import { benchFlagSize } from './flag-size.ts';
import { benchFlagSpans } from './flags.ts';
import { benchOutage } from './outage.ts';
import { benchRequests } from './hello-world.ts';
import { benchResident } from './resident.ts';
import { benchStamp } from './stamp.ts';
import { benchStartUp } from './start-up.ts';
import { benchTracedMemory } from './traced-memory.ts';
import { benchTracedPeers } from './traced-peers.ts';
import { benchTraced } from './traced.ts';

// Ratios are of CPU time within one run, in alternating pairs; "at most" is the upper end of a 95 % bootstrap interval.
// Figures a second depend on the machine and are printed for orientation only.
const wanted = process.argv.slice(2);
const benches = {
  stamp: benchStamp,
  redact: benchRedact,
  decode: benchDecode,
  receiver: benchReceiver,
  ingest: benchIngest,
  queries: benchQueries,
  'start-up': benchStartUp,
  memory: benchResident,
  load: benchRequests,
  outage: benchOutage,
  traced: benchTraced,
  'traced-peers': benchTracedPeers,
  'traced-memory': benchTracedMemory,
  flags: benchFlagSpans,
  'flag-evaluations': benchFlagEvaluations,
  'flag-size': benchFlagSize,
};
const table = new Table({ head: ['bench', 'what', 'ratio', 'at most', 'detail'], style: { head: [], border: [] } });
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await bench())
    table.push([row.group, row.name, row.ratio?.toFixed(2) ?? '', row.upper?.toFixed(2) ?? '', row.detail]);
}
console.log(table.toString());
