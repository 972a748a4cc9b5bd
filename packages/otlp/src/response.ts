import type { Encoding, Signal } from './request.ts';

const rejectedNames: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** The answer to an export request that was taken, in part or whole (OTLP specification, "Partial Success"). */
export function formatExportResponse(
  signal: Signal,
  encoding: Encoding,
  partial?: { readonly rejected: number; readonly message: string },
): Uint8Array {
  if (encoding === 'json') {
    const answer =
      partial === undefined
        ? {}
        : { partialSuccess: { [rejectedNames[signal]]: String(partial.rejected), errorMessage: partial.message } };
    return Buffer.from(JSON.stringify(answer));
  }
  if (partial === undefined) return new Uint8Array();
  return toField(1, Buffer.concat([toVarintField(1, partial.rejected), toField(2, Buffer.from(partial.message))]));
}

/** `google.rpc.Status`, which OTLP/HTTP wants as the body of every failure. `code` is a gRPC status code. */
export function formatStatus(
  encoding: Encoding,
  status: { readonly code: number; readonly message: string },
): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify(status));
  return Buffer.concat([toVarintField(1, status.code), toField(2, Buffer.from(status.message))]);
}

/**
 * A status with `google.rpc.RetryInfo`, which OTLP/gRPC wants where a sender may try again: the bytes of
 * `grpc-status-details-bin`. The delay is in whole seconds.
 */
export function formatRetryStatus(
  status: { readonly code: number; readonly message: string },
  delaySeconds: number,
): Uint8Array {
  const retryInfo = toField(1, toVarintField(1, delaySeconds));
  const any = Buffer.concat([
    toField(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
    toField(2, retryInfo),
  ]);
  return Buffer.concat([formatStatus('protobuf', status), toField(3, any)]);
}

/** Protobuf leaves zeros out. */
function toVarintField(field: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : Buffer.concat([toVarint(field * 8), toVarint(value)]);
}

function toField(field: number, bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 && field !== 1
    ? new Uint8Array()
    : Buffer.concat([toVarint(field * 8 + 2), toVarint(bytes.length), bytes]);
}

function toVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
