import type { RunningServer, ServerOptions } from './server.ts';

/**
 * Starts the receiver, the API and, where it is given, the page. The HTTP and gRPC libraries are loaded only here: most
 * who import this package want to know where a server runs, and start none.
 * @throws SeatrialError `SEATRIAL_PORT_TAKEN` and what else keeps it from listening.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { openServer } = await import('./server.ts');
  return openServer(options);
}
