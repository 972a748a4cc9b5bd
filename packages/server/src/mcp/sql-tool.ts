import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { sqlViews } from '@seatrial/store';
import { toAnswer } from './answer.ts';
import { addTool } from './tool.ts';
import type { McpSource } from './source.ts';

const views = sqlViews
  .map(({ name, columns }) => `${name}(${columns.map((column) => column.name).join(', ')})`)
  .join('; ');

/** Reading SQL, for what the other tools have no words for. */
export function addSqlTool(server: McpServer, { reader }: McpSource): void {
  addTool(server, {
    name: 'sql',
    title: 'Reading SQL',
    description: `One SELECT in DuckDB's dialect; nothing else is run. Views: ${views}. Attributes are maps of text: attributes['http.route'], resource['host.name'].`,
    input: {
      sql: z.string().min(1).describe('one SELECT statement'),
      limit: z.number().int().min(1).max(500).optional().describe('rows at most, 1 to 500; default 100'),
    },
    run: async ({ sql, limit = 100 }) => toAnswer(await reader.sql({ sql, limit }), 'rows'),
  });
}
