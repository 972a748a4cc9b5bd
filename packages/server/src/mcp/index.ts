import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer } from './mcp-server.ts';
import type { McpSource } from './source.ts';

export type { McpSource } from './source.ts';

/** Speaks the Model Context Protocol on stdin and stdout until stdin ends. Nothing else may be written to stdout. */
export async function serveMcpOverStdio(source: McpSource, version: string): Promise<void> {
  const server = createMcpServer(source, version);
  await server.connect(new StdioServerTransport());
  await once(process.stdin, 'end');
  await server.close();
}
