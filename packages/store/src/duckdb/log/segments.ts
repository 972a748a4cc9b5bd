import { globSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { findFrame, readFrame } from './frame.ts';
import type { Frame } from './frame.ts';

// The log of a store in the file PATH is PATH.log.1, PATH.log.2, …: each begins with the id of its store.

export const headBytes = 64;

export function toSegmentHead(storeId: string): Buffer {
  return Buffer.from(`seatrial request log 1 ${storeId}`.padEnd(headBytes - 1).concat('\n'));
}

export function toSegmentPath(path: string, number: number): string {
  return `${path}.log.${number}`;
}

/** Numbers of the segments that are there, in their order. */
export function listSegments(path: string): readonly number[] {
  const name = basename(path);
  const isSegment = (file: string): boolean => file.startsWith(`${name}.log.`) && /\.log\.\d+$/.test(file);
  return globSync('*.log.*', { cwd: dirname(path) })
    .filter(isSegment)
    .map((file) => Number(file.slice(name.length + '.log.'.length)))
    .toSorted((a, b) => a - b);
}

export function removeSegments(path: string, numbers: readonly number[]): void {
  for (const number of numbers) rmSync(toSegmentPath(path, number), { force: true });
}

/**
 * The frames of one segment. What a write that was cut off left at its end was never acknowledged and is passed by.
 * @throws SeatrialError `SEATRIAL_STORE_UNUSABLE` where it is of another store, or damaged before its end.
 */
export function readSegment(path: string, number: number, storeId: string): readonly Frame[] {
  const name = toSegmentPath(path, number);
  const file = readFileSync(name);
  if (file.length < headBytes) return [];
  if (!file.subarray(0, headBytes).equals(toSegmentHead(storeId)))
    throw unusable(name, path, `is of another store than ${path}`);
  const frames: Frame[] = [];
  for (let at = headBytes; at < file.length;) {
    const read = readFrame(file, at);
    if (read === undefined) {
      if (findFrame(file, at + 1) !== -1) throw unusable(name, path, `is damaged at byte ${at}`);
      break;
    }
    frames.push(read.frame);
    at = read.end;
  }
  return frames;
}

function unusable(name: string, path: string, what: string): SeatrialError {
  return new SeatrialError(
    'SEATRIAL_STORE_UNUSABLE',
    `${name}, a log of requests that are not in ${basename(path)} yet, ${what}. All files are as they were. Restore them from a copy in ${join(dirname(path))}; or move the log away, and the store opens without what it alone has.`,
  );
}
