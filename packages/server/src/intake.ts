import { SeatrialError } from '@seatrial/model';
import type { Signal } from '@seatrial/otlp';
import type { ExportRequest, RequestResult, Store } from '@seatrial/store';

/** What happened at the receiver, for whoever shows it. */
export type ReceiveEvent =
  | { readonly kind: 'stored'; readonly signal: Signal; readonly result: RequestResult }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** What is told to the sender of a request that was taken. */
export type Taken = Pick<RequestResult, 'rejected' | 'reason'>;

export interface IntakeOptions {
  readonly store: Store;
  readonly onEvent: (event: ReceiveEvent) => void;
  /** Bytes of requests that may be in work at once, over all connections. */
  readonly mostBytes: number;
}

/**
 * Where every export request goes, by whichever protocol it came. It bounds what is in work at once, so that many
 * senders meet an honest refusal and not a process that grows.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #bytes = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Bytes in work now. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes room for a request and answers with how to give it back; more than once does no harm.
   * @throws SeatrialError `SEATRIAL_RECEIVER_BUSY` where others fill it. A request alone always finds room.
   */
  reserve(bytes: number): () => void {
    const { mostBytes } = this.#options;
    if (this.#bytes > 0 && this.#bytes + bytes > mostBytes) {
      const message = `Requests of ${this.#bytes} bytes are in work, and ${mostBytes} is the most at once. Send this one again in a moment.`;
      throw new SeatrialError('SEATRIAL_RECEIVER_BUSY', message);
    }
    this.#bytes += bytes;
    let held = bytes;
    return () => {
      this.#bytes -= held;
      held = 0;
    };
  }

  /**
   * Decodes and stores; resolves when all of it is on disk.
   * @throws SeatrialError `SEATRIAL_BAD_OTLP`, or what the store says.
   */
  async take(request: ExportRequest): Promise<Taken> {
    const result = await this.#options.store.ingestRequest(request);
    this.#options.onEvent({ kind: 'stored', signal: request.signal, result });
    return result;
  }

  refuse(status: number, message: string): void {
    this.#options.onEvent({ kind: 'refused', status, message });
  }
}
