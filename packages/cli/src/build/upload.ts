import { SeatrialError } from '@seatrial/model';
import type { ChangesFile } from '@seatrial/model';
import { findServerReader } from '../reader.ts';

/**
 * Gives what a release changed to the running server.
 * @throws SeatrialError `SEATRIAL_NO_SERVER` where none runs.
 */
export async function uploadChanges(changes: ChangesFile, path: string): Promise<string> {
  const server = await findServerReader();
  if (server === undefined)
    throw new SeatrialError(
      'SEATRIAL_NO_SERVER',
      `No server takes ${path}: none runs on this machine, and SEATRIAL_URL names none. Start "seatrial dev", or set SEATRIAL_URL and SEATRIAL_TOKEN.`,
    );
  const { service, version } = await server.upload(changes);
  return `Uploaded the changes of ${service} ${version}.`;
}
