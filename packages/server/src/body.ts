import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { limits } from '@seatrial/model';
import type { Encoding } from '@seatrial/otlp';
import { HttpError } from './http-error.ts';

const inflaters = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) };

/**
 * The encoding that a content type names.
 * @throws HttpError 415, naming what is taken.
 */
export function toEncoding(contentType: string | undefined): Encoding {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf') return 'protobuf';
  if (type === 'application/json') return 'json';
  const hint = type?.startsWith('application/grpc') ? ' This port speaks OTLP/HTTP, not gRPC:' : '';
  throw new HttpError(
    415,
    'SEATRIAL_BAD_OTLP',
    `Content-Type ${JSON.stringify(contentType ?? '')} is not taken.${hint} Send application/x-protobuf (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf) or application/json (http/json).`,
  );
}

export function isGzip(contentEncoding: string | undefined): boolean {
  return /^\s*(x-)?gzip\s*$/i.test(contentEncoding ?? '');
}

/**
 * The body as it was before compression, never more than `limits.requestBytes`.
 * @throws HttpError 413, 415, or 400 where the bytes are not what Content-Encoding says.
 */
export async function toPlainBody(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const name = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return body;
  if (!Object.hasOwn(inflaters, name))
    throw new HttpError(
      415,
      'SEATRIAL_BAD_OTLP',
      `Content-Encoding ${JSON.stringify(contentEncoding)} is not taken. Send gzip, or none.`,
    );
  try {
    return await inflaters[name as keyof typeof inflaters](body, {
      maxOutputLength: limits.requestBytes,
      chunkSize: toChunkSize(name, body),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw createTooLarge();
    throw new HttpError(400, 'SEATRIAL_BAD_OTLP', `The body is not ${name}: ${(error as Error).message}.`);
  }
}

/** Room for all of it at once, where gzip's trailer (RFC 1952, ISIZE) says how much that is: parts would have to be joined. */
function toChunkSize(name: string, body: Buffer): number {
  if (!name.endsWith('gzip') || body.length < 18) return 16_384;
  const size = body.readUInt32LE(body.length - 4);
  // No more than deflate can reach, since the trailer is the sender's word.
  return Math.max(64, Math.min(size + 1, body.length * 1032, 4_194_304));
}

export function createTooLarge(): HttpError {
  const most = limits.requestBytes / 1024 / 1024;
  return new HttpError(
    413,
    'SEATRIAL_TOO_LARGE',
    `The request is larger than ${most} MiB. Send smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).`,
  );
}
