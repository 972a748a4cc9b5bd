import type { Carrier, CarrierOptions } from './carrier.ts';
import { createDeliveryLines } from './delivery-lines.ts';
import { DirectCarrier } from './direct-carrier.ts';
import { readOtlpVariable } from './signal.ts';
import type { Signal } from './signal.ts';
import { ThreadCarrier } from './thread-carrier.ts';

/** Chooses who sends: a thread takes 20 MiB, so there is one only for receivers that need it. */
export function startCarrier(options: CarrierOptions): Carrier {
  const lines = createDeliveryLines(options);
  const thread = new ThreadCarrier(options, lines);
  const signals = Object.keys(options.protocols) as Signal[];
  const direct = signals.every((signal) => options.protocols[signal] !== 'grpc' && isDirect(signal));
  return direct ? new DirectCarrier(options, lines, thread) : thread;
}

/**
 * Whether a receiver is reached without TLS and without a name server. While one is asked, the process cannot end; and of
 * encrypted answers, and those of Windows, none can be read at its end.
 */
function isDirect(signal: Signal): boolean {
  const text = readOtlpVariable(signal, 'ENDPOINT') ?? 'http://localhost:4318';
  if (process.platform === 'win32' || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  // A URL has addresses of IPv4 in four numbers, whatever was written, and those of IPv6 in brackets.
  return protocol === 'http:' && /^(localhost|[\d.]+|\[.*\])$/.test(hostname);
}
