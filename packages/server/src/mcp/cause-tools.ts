import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { parseSelector } from '@seatrial/model';
import { checkNames } from '@seatrial/store';
import { toAnswer } from './answer.ts';
import { slice, toRange, toSlice } from './arguments.ts';
import { addTool } from './tool.ts';
import type { McpSource } from './source.ts';

/** Of each route, where no selector says which requests are meant. */
const slowShare = 0.95;

/** Which changed functions have run, and what sets bad requests apart. */
export function addCauseTools(server: McpServer, source: McpSource): void {
  addTool(server, {
    name: 'functions',
    title: 'Changed functions of a release',
    description:
      'One row for each function that a release changed: whether it has run in production, how often, for whom, with which errors, how fast beside the release before. What has not run comes first. Status ran is never said without a counted call; unverifiable says why.',
    input: {
      service: z.string().optional().describe('only this service'),
      release: z.string().optional().describe('a version; default: the newest release of each service'),
      environment: z.string().optional().describe('only there'),
      author: z.string().optional().describe('an e-mail address: only releases with changes of theirs'),
      lastMinutes: slice.lastMinutes,
    },
    run: async ({ service, release, environment, author, lastMinutes }) => {
      const ledgers = await source.ledgers({
        ...toRange({ lastMinutes }),
        ...(service !== undefined && { service }),
        ...(release !== undefined && { release }),
        ...(environment !== undefined && { environment }),
        ...(author !== undefined && { author }),
      });
      const functions = ledgers.flatMap(({ rows, ...ledger }) =>
        rows.map((row) => ({ service: ledger.service, version: ledger.version, ...row })),
      );
      const releases = ledgers.map((ledger) => {
        const { rows: _, ...without } = ledger;
        return without;
      });
      return toAnswer({ releases, functions }, 'functions');
    },
  });
  addTool(server, {
    name: 'explain',
    title: 'What sets bad requests apart?',
    description:
      'Compares two groups of requests by every attribute, flag, cohort, release and changed function, and names the causes that pass a test: which values the failing (or slow) ones have that the others have not, with an example trace of each.',
    input: {
      group: z
        .string()
        .optional()
        .describe(
          'the requests in question, as a selector: error=true, ring=canary, duration>500. Default: error=true',
        ),
      slow: z
        .boolean()
        .optional()
        .describe('the slowest 5 % of each route instead of failing ones; group, if given, narrows them'),
      against: z.string().optional().describe('what they are compared with, as a selector. Default: all others'),
      ...slice,
      limit: z.number().int().min(1).max(10).optional().describe('causes at most; default 5'),
    },
    run: async ({ group, slow, against, limit, ...given }) => {
      const meant = parseSelector(group ?? (slow === true ? '' : 'error=true'));
      const other = against === undefined ? undefined : parseSelector(against);
      await checkNames([...meant, ...(other ?? [])], source.reader);
      const explanation = await source.explain({
        ...(await toSlice(given, source)),
        group: { where: meant, ...(slow === true && { slowerThanShare: slowShare }) },
        ...(other !== undefined && { against: { where: other } }),
        ...(limit !== undefined && { limit }),
      });
      return toAnswer(explanation, 'attributes');
    },
  });
}
