import type { Protocols } from './batch.ts';
import type { Carrier, CarrierOptions } from './carrier.ts';
import { createDeliveryLines } from './delivery-lines.ts';
import { DirectCarrier } from './direct-carrier.ts';
import { ThreadCarrier } from './thread-carrier.ts';

/** Chooses who sends: a thread takes 20 MiB, so there is one only where it is needed. */
export function startCarrier(options: CarrierOptions): Carrier {
  const lines = createDeliveryLines(options);
  const thread = new ThreadCarrier(options, lines);
  return isDirect(options.protocols) ? new DirectCarrier(options, lines, thread) : thread;
}

/**
 * gRPC reads and writes by itself, so that nothing can be known at the end of the process of what is under way; and on
 * Windows nothing can be read at the end.
 */
function isDirect(protocols: Protocols): boolean {
  return process.platform !== 'win32' && !Object.values(protocols).includes('grpc');
}
