import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { inMemory } from './open.ts';

const lookEveryMs = 1000;

/** Watches the room on the disk, so that a full one is met by a refusal and not in the middle of a write. */
export class Disk {
  readonly #folder: string | undefined;
  readonly #reserve: number;
  #free = Number.POSITIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, reserveBytes: number) {
    this.#folder = path === inMemory ? undefined : dirname(path);
    this.#reserve = reserveBytes;
  }

  /**
   * @param owed bytes that are to be written anyway
   * @throws SeatrialError `SEATRIAL_STORE_BUSY` where less than the reserve would be free.
   */
  check(owed: number): void {
    if (this.#folder === undefined) return;
    const now = performance.now();
    if (now - this.#lookedAt > lookEveryMs) {
      const { bavail, bsize } = statfsSync(this.#folder);
      this.#free = bavail * bsize;
      this.#lookedAt = now;
    }
    if (this.#free - owed >= this.#reserve) return;
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
    throw new SeatrialError(
      'SEATRIAL_STORE_BUSY',
      `The disk of ${this.#folder} has ${megabytes(this.#free)} left, of which ${megabytes(owed)} are promised and ${megabytes(this.#reserve)} stay free. Make room, or keep less.`,
    );
  }
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
