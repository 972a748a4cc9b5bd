import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { FlatContext, requestRecordKey } from '@seatrial/model';
import { api } from '../api.ts';
import { toHeaders } from '../request/headers.ts';
import type { Arrival, Incoming } from '../request/incoming.ts';
import type { IncomingMessages } from '../request/incoming-message.ts';
import { findState } from '../span-state.ts';
import { joinHeader, splitHeader } from './baggage-header.ts';
import type { SplitHeader } from './baggage-header.ts';
import { formatEntry } from './entry.ts';

const baggage = 'baggage';

export interface PropagatorPorts {
  readonly readIncoming: (arrival: Arrival) => Incoming;
  readonly isInternal: (host: string) => boolean;
  readonly messages: IncomingMessages;
}

/**
 * Wraps the propagator of an application. Outwards it adds one baggage entry for internal hosts; it writes to the
 * header and never to the application's context, so that nothing of Seatrial's goes where the application sends its own
 * baggage. Inwards it takes that entry out and puts a request record into the context, for unsampled requests too.
 */
export function createFlagPropagator(inner: TextMapPropagator, ports: PropagatorPorts): TextMapPropagator {
  return {
    inject: (context, carrier, setter) => inject(inner, ports, context, carrier, setter),
    extract: (context, carrier, getter) => extract(inner, ports, context, carrier, getter),
    fields: () => [...new Set([...inner.fields(), baggage])],
  };
}

function inject<C>(
  inner: TextMapPropagator,
  ports: PropagatorPorts,
  context: Context,
  carrier: C,
  setter: TextMapSetter<C>,
): void {
  let header: string | undefined;
  inner.inject(context, carrier, {
    set(target: C, key: string, value: string) {
      if (key.toLowerCase() === baggage) header = value;
      else setter.set(target, key, value);
    },
  });
  const entry = guard(() => toEntry(context, ports));
  const own = header ?? (entry === undefined ? undefined : guard(() => findHeader(carrier)));
  const joined = guard(() => joinHeader(splitHeader(own ?? '').rest, entry)) ?? header ?? '';
  // Nothing to add and nothing of the inner propagator's: the carrier stays as the application made it.
  if (joined !== '' && (header !== undefined || entry !== undefined)) setter.set(carrier, baggage, joined);
}

/** What the application has put into plain headers by its own hand. */
function findHeader(carrier: unknown): string | undefined {
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const value = (carrier as Record<string, unknown>)[baggage];
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : undefined;
}

/** Only where the host is known and internal: the client span has it before it injects, an unsampled one has nothing. */
function toEntry(context: Context, { isInternal }: PropagatorPorts): string | undefined {
  const span = api.trace.getSpan(context);
  const marks = findState(span)?.current;
  if (span === undefined || marks === undefined || marks.size === 0) return undefined;
  const host = findHost((span as { readonly attributes?: Readonly<Record<string, unknown>> }).attributes);
  return host !== undefined && isInternal(host) ? formatEntry(marks) : undefined;
}

/** `net.peer.name` is what instrumentations wrote before the conventions for HTTP were stable. */
function findHost(attributes: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const host = attributes?.['server.address'] ?? attributes?.['net.peer.name'];
  return typeof host === 'string' ? host : undefined;
}

function extract<C>(
  inner: TextMapPropagator,
  { readIncoming, messages }: PropagatorPorts,
  context: Context,
  carrier: C,
  getter: TextMapGetter<C>,
): Context {
  const split = readHeader(carrier, getter);
  const entry = split?.entry;
  // So that what the inner one sets goes there, too.
  const own = new FlatContext(context);
  const extracted = inner.extract(own, carrier, entry === undefined ? getter : withoutEntry(getter, split?.rest));
  try {
    const arrival = { headers: toHeaders(carrier, getter), message: messages.find(carrier), entry };
    return extracted.setValue(requestRecordKey, readIncoming(arrival));
  } catch {
    return extracted;
  }
}

/** The `baggage` header in its parts; `undefined` where there is none, or none that can be read. */
function readHeader<C>(carrier: C, getter: TextMapGetter<C>): SplitHeader | undefined {
  try {
    const value: unknown = getter.get(carrier, baggage);
    const header = Array.isArray(value) ? value.join(',') : value;
    return typeof header === 'string' ? splitHeader(header) : undefined;
  } catch {
    return undefined;
  }
}

function withoutEntry<C>(getter: TextMapGetter<C>, rest: string | undefined): TextMapGetter<C> {
  return {
    keys: (carrier) => getter.keys(carrier),
    get: (carrier, key) => (key.toLowerCase() === baggage ? rest || undefined : getter.get(carrier, key)),
  };
}

/** Ours must not break theirs: a header that cannot be read or written is the lesser loss. */
function guard<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
