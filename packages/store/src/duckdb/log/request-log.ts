import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { toFrameHeader } from './frame.ts';
import type { Frame, LoggedRequest } from './frame.ts';
import { headBytes, listSegments, readSegment, removeSegments, toSegmentHead, toSegmentPath } from './segments.ts';

/** Bytes after which a segment is ended. */
const segmentBytes = 33_554_432;

interface Segment {
  readonly number: number;
  readonly file: FileHandle;
  bytes: number;
  last: number;
}

interface Waiting {
  readonly frame: Frame;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Requests that were acknowledged and are not in the database yet. They are kept as they came: a tenth of the bytes
 * of their rows, written one after the other, which is the least that makes them durable.
 */
export class RequestLog {
  readonly #path: string;
  readonly #storeId: string;
  #sequence: number;
  #next: number;
  #segment: Segment | undefined;
  /** Segments that are ended, with the last sequence that each has. */
  #ended: { readonly number: number; readonly last: number }[] = [];
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  /** @param sequence the last that was given before. */
  constructor(path: string, storeId: string, sequence: number) {
    this.#path = path;
    this.#storeId = storeId;
    this.#sequence = sequence;
    this.#next = (listSegments(path).at(-1) ?? 0) + 1;
  }

  /** What an earlier process left that came after `loaded`, in its order. */
  *left(loaded: number): Generator<Frame> {
    for (const number of listSegments(this.#path)) {
      const frames = readSegment(this.#path, number, this.#storeId);
      for (const frame of frames) if (frame.sequence > loaded) yield frame;
      const last = frames.at(-1)?.sequence ?? 0;
      this.#sequence = Math.max(this.#sequence, last);
      this.#ended.push({ number, last });
    }
  }

  /** Gives a request its place in the order at once; `durable` resolves when it is on disk, with all that waits beside it. */
  append(request: LoggedRequest): { readonly sequence: number; readonly durable: Promise<void> } {
    if (this.#closed)
      throw new SeatrialError('SEATRIAL_STORE_BUSY', 'The store is opened anew. Send these again in a moment.');
    this.#sequence += 1;
    const frame: Frame = { ...request, sequence: this.#sequence };
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ frame, resolve, reject });
      this.#running ??= this.#drain();
    });
    return { sequence: frame.sequence, durable };
  }

  /** Lets go of what the database has: all up to `sequence`. */
  async release(sequence: number): Promise<void> {
    const segment = this.#segment;
    if (this.#running === undefined && segment !== undefined && segment.last <= sequence) await this.#end(segment);
    const done = this.#ended.filter(({ last }) => last <= sequence);
    this.#ended = this.#ended.filter(({ last }) => last > sequence);
    removeSegments(
      this.#path,
      done.map(({ number }) => number),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running !== undefined) await this.#running;
    if (this.#segment !== undefined) await this.#end(this.#segment);
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group.map(({ frame }) => frame));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = undefined;
  }

  async #write(frames: readonly Frame[]): Promise<void> {
    const segment = await this.#open();
    const buffers = frames.flatMap((frame) => [toFrameHeader(frame), frame.bytes]);
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
    try {
      const { bytesWritten } = await segment.file.writev(buffers, segment.bytes);
      if (bytesWritten < bytes) throw new Error('no space left on the device of the log');
      await segment.file.datasync();
    } catch (error) {
      // What is half there would be in the middle of what comes next.
      await segment.file.truncate(segment.bytes).catch(() => undefined);
      throw error;
    }
    segment.bytes += bytes;
    segment.last = frames.at(-1)?.sequence ?? segment.last;
    if (segment.bytes >= segmentBytes) await this.#end(segment);
  }

  async #open(): Promise<Segment> {
    if (this.#segment !== undefined) return this.#segment;
    const number = this.#next;
    const file = await open(toSegmentPath(this.#path, number), 'w', 0o600);
    try {
      await file.writeFile(toSegmentHead(this.#storeId));
      await syncFolder(dirname(this.#path));
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#next += 1;
    this.#segment = { number, file, bytes: headBytes, last: 0 };
    return this.#segment;
  }

  async #end(segment: Segment): Promise<void> {
    this.#segment = undefined;
    this.#ended.push({ number: segment.number, last: segment.last });
    await segment.file.close();
  }
}

/** A new file is there after a crash of the machine only when its folder is on disk, too. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
