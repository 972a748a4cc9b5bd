import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { parseSelector } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import { toAnswer } from './answer.ts';
import { slice, toNote, toRange, toSlice } from './arguments.ts';
import { addTool } from './tool.ts';
import type { McpSource } from './source.ts';

const selectorOf = (text: string | undefined): Selector | undefined =>
  text === undefined || text === '' ? undefined : parseSelector(text);

/** Releases, and whether one is worse than another. */
export function addReleaseTools(server: McpServer, source: McpSource): void {
  const { reader } = source;
  addTool(server, {
    name: 'releases',
    title: 'Releases in production',
    description:
      'Which releases serve traffic: requests, errors, latency and share of traffic of each, by ring and deployment.',
    input: slice,
    run: async (given) => {
      const query = await toSlice(given, source);
      const releases = await reader.releases(query);
      return toAnswer({ ...(await toNote(query, releases.length, source)), releases }, 'releases');
    },
  });
  addTool(server, {
    name: 'verify',
    title: 'Is a release worse than the one before?',
    description:
      'The verdict on a release: ok, regressed or undecided, with the evidence for it and what is missing. Undecided is neither good nor bad: it says how much longer to wait.',
    input: {
      service: z.string().min(1).describe('the service'),
      candidate: z
        .string()
        .optional()
        .describe('what is judged, as a selector: ring=canary. Default: the newest release'),
      baseline: z.string().optional().describe('what it is compared with, as a selector. Default: the release before'),
      flag: z.string().optional().describe('a flag key: its variants are compared instead of releases'),
      environment: z.string().optional().describe('only requests of this environment. Default: the candidate’s'),
      where: z.string().optional().describe('only requests that match this selector, of both sides'),
      lastMinutes: slice.lastMinutes,
    },
    run: async ({ service, flag, environment, lastMinutes, ...given }) => {
      const [candidate, baseline, where] = [given.candidate, given.baseline, given.where].map(selectorOf);
      const verdict = await source.verify({
        service,
        ...toRange({ lastMinutes }),
        ...(candidate !== undefined && { candidate }),
        ...(baseline !== undefined && { baseline }),
        ...(where !== undefined && { where }),
        ...(flag !== undefined && { flag }),
        ...(environment !== undefined && { environment }),
      });
      return toAnswer(verdict, 'routes');
    },
  });
}
