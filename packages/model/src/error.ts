/** Every code a {@link SeatrialError} can carry. The list is closed: a new failure takes an existing code or adds one here. */
export const errorCodes = [
  'SEATRIAL_BAD_ARGUMENT',
  'SEATRIAL_BAD_SELECTOR',
  'SEATRIAL_UNKNOWN_NAME',
  'SEATRIAL_BAD_MANIFEST',
  'SEATRIAL_BAD_OTLP',
  'SEATRIAL_TOO_LARGE',
  'SEATRIAL_PORT_TAKEN',
  'SEATRIAL_RECEIVER_BUSY',
  'SEATRIAL_STORE_LOCKED',
  'SEATRIAL_STORE_BUSY',
  'SEATRIAL_STORE_UNUSABLE',
  'SEATRIAL_NO_STORE',
  'SEATRIAL_NO_SERVER',
  'SEATRIAL_SERVER_REFUSED',
  'SEATRIAL_NO_REPOSITORY',
  'SEATRIAL_NOT_FOUND',
  'SEATRIAL_INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

const brand = Symbol.for('seatrial.error');

/**
 * The one error class of Seatrial's own process.
 * The message says what was given, what is wrong and what to do; the code is for programs.
 */
export class SeatrialError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SeatrialError';
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for an error of any installed copy of this class, since two copies of a package can meet in one process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** The error itself where it is one of ours, else `SEATRIAL_INTERNAL` with the value as its cause. */
  static from(value: unknown): SeatrialError {
    if (value instanceof SeatrialError) return value;
    const message = value instanceof Error ? value.message : String(value);
    return new SeatrialError('SEATRIAL_INTERNAL', message, { cause: value });
  }
}
