import { SeatrialError } from '@seatrial/model';
import type { ErrorCode } from '@seatrial/model';

/** A failure with the HTTP status that says it. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  SEATRIAL_BAD_ARGUMENT: 400,
  SEATRIAL_BAD_SELECTOR: 400,
  SEATRIAL_BAD_OTLP: 400,
  SEATRIAL_BAD_MANIFEST: 400,
  SEATRIAL_UNKNOWN_NAME: 400,
  SEATRIAL_NOT_FOUND: 404,
  SEATRIAL_TOO_LARGE: 413,
  SEATRIAL_RECEIVER_BUSY: 429,
  SEATRIAL_STORE_BUSY: 503,
  SEATRIAL_STORE_UNUSABLE: 503,
};

interface FrameworkError {
  readonly statusCode?: number;
}

/** Whatever was thrown while answering, with its status. What is not ours is 500, unless the HTTP layer gave a status. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const ours = SeatrialError.from(error);
  const status = statuses[ours.code] ?? (error as FrameworkError).statusCode ?? 500;
  const code = ours.code === 'SEATRIAL_INTERNAL' && status < 500 ? 'SEATRIAL_BAD_ARGUMENT' : ours.code;
  // The exporters of OpenTelemetry wait as long as this header says (OTLP specification, "OTLP/HTTP Throttling").
  return new HttpError(status, code, ours.message, status === 503 || status === 429 ? { 'retry-after': '1' } : {});
}
