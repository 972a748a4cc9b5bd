import { SeatrialError } from '@seatrial/model';

export function closedError(): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', 'The store is closed.');
}

export function readOnlyError(path: string): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', `${path} was opened for reading only.`);
}

/** A disk that is full now may have room in a moment; anything else is no matter of trying again. */
export function toWriteFailure(message: string, cause: unknown): SeatrialError {
  const busy = /no space left|disk quota|file too large/i.test(message);
  return new SeatrialError(
    busy ? 'SEATRIAL_STORE_BUSY' : 'SEATRIAL_STORE_UNUSABLE',
    `The store could not be written: ${message.split('\n')[0]}`,
    { cause },
  );
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where a text is no trace id and no beginning of one. */
export function checkTraceId(traceId: string): void {
  if (/^[0-9a-f]{8,32}$/i.test(traceId)) return;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${JSON.stringify(traceId)} is no trace id. Give its 32 hex digits, or the first eight or more.`,
  );
}

export function ambiguousTraceError(traceId: string, ids: readonly string[]): SeatrialError {
  const list = ids.map((id) => id.replaceAll('-', '')).join(', ');
  return new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `More than one trace id begins with ${traceId}: ${list}. Give more digits.`,
  );
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
