import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { SeatrialError, toSubject } from '@seatrial/model';
import { checkNames, groupOrders } from '@seatrial/store';
import { toAnswer } from './answer.ts';
import { slice, toNote, toSlice } from './arguments.ts';
import { addTool } from './tool.ts';
import type { McpSource } from './source.ts';

const limit = (most: number, usual: number): z.ZodOptional<z.ZodNumber> =>
  z.number().int().min(1).max(most).optional().describe(`rows at most, 1 to ${most}; default ${usual}`);

/** Single events: the newest or slowest, one trace, and what many have in common. */
export function addEventTools(server: McpServer, source: McpSource): void {
  const { reader } = source;
  addTool(server, {
    name: 'tail',
    title: 'Single events',
    description:
      'Spans as they were sent, whole: the newest, oldest or slowest that match. Use it to see what real requests of a release look like.',
    input: {
      ...slice,
      order: z.enum(['newest', 'oldest', 'slowest', 'random']).optional().describe('default newest'),
      limit: limit(100, 10),
    },
    run: async ({ order, limit: most = 10, ...given }) => {
      const query = await toSlice(given, source);
      const spans = await reader.spans({ ...query, limit: most, order: order ?? 'newest' });
      return toAnswer({ ...(await toNote(query, spans.length, source)), spans }, 'spans');
    },
  });
  addTool(server, {
    name: 'trace',
    title: 'One trace',
    description: 'All spans of one trace, by start time, and its logs: exceptions, flags, changed functions, releases.',
    input: { traceId: z.string().describe('32 hex digits, or the first eight or more') },
    run: async ({ traceId }) => {
      const [spans, logs] = [await reader.trace(traceId), await reader.traceLogs(traceId)];
      if (spans.length === 0)
        throw new SeatrialError(
          'SEATRIAL_NOT_FOUND',
          `No trace with the id ${traceId} was received. The tool tail gives ids.`,
        );
      return toAnswer({ traceId: spans[0]?.traceId, spanCount: spans.length, logs: logs.slice(0, 50), spans }, 'spans');
    },
  });
  addTool(server, {
    name: 'events',
    title: 'Events by what they have in common',
    description:
      'Counts, error share and latency quantiles for each value of one to five names (any attribute, flag, cohort or property of the release), with an example trace.',
    input: {
      by: z
        .array(z.string().min(1))
        .min(1)
        .max(5)
        .describe('names as a selector writes them: ["release", "flag.new-checkout"]'),
      ...slice,
      requests: z.boolean().optional().describe('count requests (first attempts) instead of spans; default false'),
      order: z.enum(groupOrders).optional().describe('what comes first; default events'),
      limit: limit(200, 20),
    },
    run: async ({ by, requests, order, limit: most = 20, ...given }) => {
      await checkNames(
        by.map((name) => ({ subject: toSubject(name), operator: 'exists', values: [] })),
        reader,
      );
      const query = await toSlice(given, source);
      const of = requests === true ? 'requests' : 'spans';
      const found = await reader.groups({ ...query, by, of, limit: most, ...(order !== undefined && { order }) });
      return toAnswer({ ...(await toNote(query, found.rows.length, source)), ...found }, 'rows');
    },
  });
  addTool(server, {
    name: 'attributes',
    title: 'Names and values',
    description:
      'The names of attributes that spans have, or the values that one name has had lately. Use it before writing a selector.',
    input: {
      name: z.string().optional().describe('a name as a selector writes it, to see its values'),
      prefix: z.string().optional().describe('only what begins with it'),
    },
    run: async ({ name, prefix = '' }) => {
      if (name !== undefined) {
        await checkNames([{ subject: toSubject(name), operator: 'exists', values: [] }], reader);
        return toAnswer({ name, values: await reader.knownValues({ name, prefix, limit: 200 }) }, 'values');
      }
      const names = (await reader.attributeNames()).filter((each) => each.startsWith(prefix));
      return toAnswer({ names }, 'names');
    },
  });
}
