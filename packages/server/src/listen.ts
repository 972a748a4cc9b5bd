import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SeatrialError } from '@seatrial/model';

/** What to say where a port cannot be had: the flag that changes it, and what a service has to be told then. */
export interface PortAdvice {
  readonly what: string;
  readonly flag: string;
  readonly variable?: string;
}

/**
 * Opens a port and answers with its address.
 * @throws SeatrialError `SEATRIAL_PORT_TAKEN`, naming the holder where the system tells.
 */
export async function listen(app: FastifyInstance, host: string, port: number, advice: PortAdvice): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw await toListenError(error as NodeJS.ErrnoException, host, port, advice);
  }
  const address = app.server.address() as AddressInfo;
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/** Says what was wrong with a port, and what to do. */
export async function toListenError(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  advice: PortAdvice,
): Promise<SeatrialError> {
  const other = port + 10;
  const variable =
    advice.variable === undefined ? '' : ` and ${advice.variable}=http://127.0.0.1:${other} in the service`;
  const way = `Use another: ${advice.flag} ${other}${variable}.`;
  if (error.code === 'EADDRINUSE') {
    const message = `Port ${port}, for ${advice.what}, is taken${await describeHolder(port)}. End that process, or use another port: ${advice.flag} ${other}${variable}.`;
    return new SeatrialError('SEATRIAL_PORT_TAKEN', message, { cause: error });
  }
  if (error.code === 'EACCES')
    return new SeatrialError(
      'SEATRIAL_PORT_TAKEN',
      `Port ${port}, for ${advice.what}, may not be opened by this user. ${way}`,
      { cause: error },
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `${JSON.stringify(host)} is no address of this machine. Use --host 127.0.0.1, or one of its own addresses.`,
      { cause: error },
    );
  return SeatrialError.from(error);
}

/** ` by node server.js (process 4711)`, or nothing where the system does not tell. */
async function describeHolder(port: number): Promise<string> {
  try {
    // Loaded only here: it runs the system's own tools.
    const { default: findProcess } = await import('find-process');
    const [holder] = await findProcess('port', port);
    if (holder === undefined) return '';
    return ` by ${holder.cmd || holder.name} (process ${holder.pid})`;
  } catch {
    return '';
  }
}
