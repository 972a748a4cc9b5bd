import type { Headers } from './headers.ts';

/** Headers that mirroring set-ups mark the copy with; nginx's `mirror` marks nothing by itself. */
const knownHeaders = ['x-seatrial-shadow', 'x-shadow', 'x-shadow-request', 'x-mirror', 'x-mirrored'];

/** Envoy, Istio and Google's load balancer append `-shadow` to the host of a mirrored request, before the port. */
const shadowHost = /-shadow(:\d+)?$/i;

/** Tells whether a request is the copy of another. */
export function createShadowReader(more: readonly string[] = []): (headers: Headers) => boolean {
  const names = [...more.map((name) => name.toLowerCase()), ...knownHeaders];
  return (headers) => {
    if (shadowHost.test(headers('host') ?? headers(':authority') ?? '')) return true;
    return names.some((name) => {
      const said = headers(name);
      return said !== undefined && !/^(0|false|no|off)$/i.test(said.trim());
    });
  };
}
