import type { Say } from '../say.ts';
import { AddressRanges, isPrivateAddress } from './address.ts';
import type { Headers } from './headers.ts';

export interface TrustOptions {
  readonly trust?: readonly string[] | undefined;
  readonly edge?: boolean | undefined;
}

/** Whether the word of this hop is taken; `peer` is its address, `undefined` where that cannot be known. */
export type Trust = (peer: string | undefined, headers: Headers) => boolean;

/**
 * A private peer is believed unless it speaks for somebody else: a load balancer has a private address, too, and
 * passes on what anybody has sent. Hops that are named are believed in either case.
 */
export function createTrust({ trust = [], edge = false }: TrustOptions, say: Say): Trust {
  if (edge) return () => false;
  const named = new AddressRanges();
  for (const entry of trust)
    if (entry !== '*' && !named.add(entry))
      say(`trust names "${entry}", which is no address, range (10.0.0.0/8) or "*"; it is left out.`);
  if (trust.includes('*')) return () => true;
  return (peer, headers) =>
    peer !== undefined &&
    (named.has(peer) ||
      (isPrivateAddress(peer) && headers('forwarded') === undefined && headers('x-forwarded-for') === undefined));
}
