import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlViews } from '@seatrial/store';
import { runNode } from '../process/run-node.ts';
import { createShopStore } from './shop-store.ts';

const bin = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');

/** What the page shows: headings and texts, and command lines with how many lines of their output. */
type Part = string | { readonly run: readonly string[]; readonly lines?: number };

const parts: readonly Part[] = [
  '# Looking at single events',
  '<!-- Made by "npm run docs" from test/docs/inspect-page.ts, which runs the commands. Change the texts there. -->',
  'A figure says that something is wrong; single requests say what. These commands show spans whole, as they were sent,\nby release, ring, flag, cohort or anything else that they carry. They ask a running server (`seatrial dev` or `serve`),\nelse the store file of this machine, else the one that `--store` names. Every one has `--json`, and examples in `--help`.',
  '## What do requests have in common?',
  '`seatrial events` groups by anything: one to five names, with counts, share of errors, latency and an example trace. Here,\nwhich status codes each release of the checkout service answers with:',
  { run: ['events', '--by', 'release,http.response.status_code', '--service', 'checkout', '--requests', '-n', '6'] },
  'A name with a hundred thousand values is no different, and `--order errors`, `errorRate`, `p95` or `lastSeen` says what\ncomes first. `(none)` are events without the attribute.',
  '## When, and how slow?',
  '`--heatmap` draws time against duration; with `--by` one name there is a picture for each of its frequent values, all to one\nscale. At a terminal there are colours, red where at least half fail; elsewhere that is `!`.',
  { run: ['events', '--heatmap', '--requests', '--service', 'gateway'] },
  '## Single events, as they arrive',
  '`seatrial tail` shows the newest spans that match, and with `-f` goes on with what arrives, each release in a colour of its\nown, over restarts of the server. What is too much to read is left out, and it says so: `showing 200 of 3,140/s`. `--rate`\nsets how many, `--expand` shows every attribute.',
  { run: ['tail', '-n', '3', '--where', 'kind=server,ring=canary,duration>20'] },
  '`seatrial logs` shows what services logged by OpenTelemetry, each with the trace that it belongs to. Its selectors may name `severity`\nand `body` as well: `--where "severity=ERROR,body~timeout"`; what only spans have (`route`, `kind`, `status`, `duration`) is refused.',
  { run: ['logs', '--where', 'severity=WARN'] },
  'The Tab key completes names and values of `--where`, `--by`, `--ring` and the like from the store, after\n`eval "$(seatrial completion bash)"` (or zsh, fish, PowerShell).',
  '## One request, from end to end',
  '`seatrial trace ID` draws a trace: the release of each service, flags and cohorts where they came in, changed functions\nthat ran (`seatrial.functions.touched`), exceptions and logs where they belong. Frames of a stack are shown where they were\nwritten, if a source map lies beside the built file here, under `--sources`, or in the file itself.',
  { run: ['trace', '--first-failing', '--where', 'flag.new-tax=on'] },
  'Instead of an id: `--slowest`, `--first-failing` or `--random`, each with `--where`, `--ring canary`, `--since 15m`, or\n`--since-deploy`, which is the last deploy that CI told of, else the first sight of the newest release.',
  '## Anything else, in SQL',
  '`seatrial sql` runs one SELECT, in DuckDB’s dialect, as a table, `--json` or `--csv`. The same goes for the HTTP API\n(`POST /api/sql` with `{"sql": "…"}`).',
  {
    run: [
      'sql',
      "SELECT attributes['http.route'] AS route, count(*) AS requests, round(quantile_cont(duration_ms, 0.99)) AS p99 FROM spans WHERE entry AND ring = 'canary' GROUP BY ALL HAVING count(*) > 10 ORDER BY p99 DESC LIMIT 4",
    ],
  },
  'Nothing but reading is possible: the statement’s syntax tree is compared with lists of what is taken. There are no files, no\nother databases, no settings and none of the engine’s own tables; functions that tell of the process are refused. It is stopped\nafter `--timeout` (30 s, at most 2 min) and after `--limit` rows (1,000, at most 100,000). Views, the same on every engine:',
  'VIEWS',
  '## Coding agents',
  '`seatrial mcp` speaks the Model Context Protocol on stdin and stdout; a running server does so at `/mcp` (streamable HTTP, with\nits token as `Authorization: Bearer TOKEN`). The tools are `releases`, `verify`, `functions`, `explain`, `events`, `tail`,\n`trace`, `attributes` and `sql`: all of them only read, are marked so, and answer with a bounded amount of text that says how much was left out. What services and\ntheir users sent comes back as data; a model that reads it is told to take it for no more than that.',
  '```json\n{ "mcpServers": { "seatrial": { "command": "npx", "args": ["seatrial", "mcp"] } } }\n```',
  '## What it costs',
  'Completion asks a dictionary of values, learned every ten seconds from at most 8,000 of the new spans: of names with very many\nvalues it knows the most frequent five hundred. A trace by its id takes about as long among two million spans as among 25,000\n(`npm run bench traces`). While somebody follows with `tail -f`, spans are written to the database more often than they would be,\nwhich takes the server a fifth to a third more CPU for each span at 20,000 spans a second; without followers nothing is added.',
];

/** The page on the commands that look at single events, with what they really print. */
export async function createInspectPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-docs-'));
  try {
    const store = await createShopStore(folder);
    const texts: string[] = [];
    for (const part of parts) {
      if (part === 'VIEWS') texts.push(toViews());
      else texts.push(typeof part === 'string' ? part : await runCommand(part.run, store, folder));
    }
    return `${texts.join('\n\n')}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCommand(args: readonly string[], store: string, cwd: string): Promise<string> {
  const env = { COLUMNS: '100', TZ: 'UTC', SEATRIAL_STATE_DIR: cwd };
  const { code, stdout, stderr } = await runNode([bin, ...args, '--store', store], { cwd, env });
  if (code !== 0) throw new Error(`seatrial ${args.join(' ')} ended with ${code}: ${stderr}`);
  if (/\bago\b/.test(stdout)) throw new Error(`seatrial ${args.join(' ')} prints an age, which is another tomorrow`);
  const written = args.map((word) => (/[\s'|<>()*]/.test(word) ? `"${word}"` : word)).join(' ');
  return `\`\`\`console\n$ seatrial ${written}\n${stdout.trimEnd()}\n\`\`\``;
}

function toViews(): string {
  const views = sqlViews.map(({ name, meaning, columns }) => {
    const rows = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.meaning} |`);
    return [
      `### ${name}`,
      '',
      `${meaning[0]?.toUpperCase()}${meaning.slice(1)}.`,
      '',
      '| column | type | meaning |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return views.join('\n\n');
}
