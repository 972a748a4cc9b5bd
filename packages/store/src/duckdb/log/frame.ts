import { crc32 } from 'node:zlib';
import { signals } from '@seatrial/otlp';
import type { Encoding, Signal } from '@seatrial/otlp';

/** A request as the log keeps it. */
export interface LoggedRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  /** True where `bytes` are compressed. */
  readonly gzip: boolean;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch: late and future are told by it, whenever the request is read again. */
  readonly arrivedMs: number;
}

/** A request with its place in the order of arrival, which begins at 1. */
export interface Frame extends LoggedRequest {
  readonly sequence: number;
}

const magic = 0x53_65_61_46;
const headerBytes = 32;

/** Little-endian: magic, length of the request, CRC-32 of all that follows, flags, sequence, time of arrival; then the request. */
export function toFrameHeader({ signal, encoding, gzip, bytes, arrivedMs, sequence }: Frame): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(bytes.byteLength, 4);
  header.writeUInt32LE(signals.indexOf(signal) | (encoding === 'json' ? 4 : 0) | (gzip ? 8 : 0), 12);
  header.writeDoubleLE(sequence, 16);
  header.writeDoubleLE(arrivedMs, 24);
  header.writeUInt32LE(crc32(bytes, crc32(header.subarray(12))), 8);
  return header;
}

/** The frame that begins at `start`, and where it ends; undefined where there is none that is whole. */
export function readFrame(file: Buffer, start: number): { readonly frame: Frame; readonly end: number } | undefined {
  const body = start + headerBytes;
  if (body > file.length || file.readUInt32LE(start) !== magic) return undefined;
  const end = body + file.readUInt32LE(start + 4);
  if (end > file.length || crc32(file.subarray(start + 12, end)) !== file.readUInt32LE(start + 8)) return undefined;
  const flags = file.readUInt32LE(start + 12);
  const frame: Frame = {
    signal: signals[flags & 3] ?? 'traces',
    encoding: (flags & 4) === 0 ? 'protobuf' : 'json',
    gzip: (flags & 8) !== 0,
    bytes: file.subarray(body, end),
    sequence: file.readDoubleLE(start + 16),
    arrivedMs: file.readDoubleLE(start + 24),
  };
  return { frame, end };
}

/** Where the next whole frame after `start` begins, or -1. */
export function findFrame(file: Buffer, start: number): number {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(magic);
  for (let at = file.indexOf(mark, start); at !== -1; at = file.indexOf(mark, at + 1))
    if (readFrame(file, at) !== undefined) return at;
  return -1;
}
