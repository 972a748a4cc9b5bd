import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { toFailure } from './answer.ts';

export interface Tool<T extends z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: T;
  readonly run: (given: z.output<z.ZodObject<T>>) => Promise<CallToolResult>;
}

/** Adds a tool that only reads. What it throws is said to the model, which can ask better then. */
export function addTool<T extends z.ZodRawShape>(
  server: McpServer,
  { name, title, description, input, run }: Tool<T>,
): void {
  const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  const handle = async (given: z.output<z.ZodObject<T>>): Promise<CallToolResult> => {
    try {
      return await run(given);
    } catch (error) {
      return toFailure(error);
    }
  };
  server.registerTool(name, { title, description, inputSchema: input, annotations }, handle as never);
}
