import { createCommand } from 'commander';
import type { Command } from 'commander';
import { judge } from '@seatrial/trial';
import { openEvidenceSource } from '../evidence-source.ts';
import { openExplainSource } from '../explain-source.ts';
import { openLedgerSource } from '../ledger-source.ts';
import { createReopeningReader } from '../reopening-reader.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

interface McpOptions {
  readonly store?: string;
}

export function createMcpCommand(terminal: Terminal): Command {
  return createCommand('mcp')
    .summary('answer coding agents over the Model Context Protocol, reading only')
    .description(
      'Speaks the Model Context Protocol on stdin and stdout: releases, verify, functions, explain, tail, trace, events, attributes and sql as tools that only read. Asks a running server, else the store file. The same tools are at /mcp of a running server, with its token.',
    )
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial mcp\n  claude mcp add seatrial -- npx seatrial mcp\n  claude mcp add --transport http seatrial http://127.0.0.1:4319/mcp --header "Authorization: Bearer TOKEN"',
    )
    .action((options: McpOptions) => mcp(options, terminal));
}

async function mcp({ store }: McpOptions, terminal: Terminal): Promise<void> {
  if (process.stdin.isTTY)
    terminal.say(
      'This waits for an agent on stdin. Name it in the agent’s settings: npx seatrial mcp. Ctrl-C ends it.',
    );
  // Loaded only here: the protocol's library takes a while.
  const { serveMcpOverStdio } = await import('@seatrial/server/mcp');
  await serveMcpOverStdio(
    {
      reader: createReopeningReader(store),
      async verify(options) {
        const source = await openEvidenceSource(store);
        return judge(await source.evidence(options).finally(() => source.close()));
      },
      async explain(options) {
        const source = await openExplainSource(store);
        return source.explain(options).finally(() => source.close());
      },
      async ledgers(query) {
        const source = await openLedgerSource(store);
        return source.ledgers(query).finally(() => source.close());
      },
    },
    version,
  );
}
