import { isErrorSpan, toRoute, toServiceName, toText } from '@seatrial/model';
import type { Intrinsic, Lookup, SpanRecord } from '@seatrial/model';

/** What a selector sees of a span, written down once more, from the record that was sent. */
export function toLookup(span: SpanRecord): Lookup {
  const attribute = (name: string): string | undefined => {
    const holder = [span.attributes, span.resource.attributes].find((attributes) => Object.hasOwn(attributes, name));
    const value = holder?.[name];
    return value === undefined ? undefined : toText(value);
  };
  const known = (name: string): string | undefined => attribute(name) || undefined;
  const found: Readonly<Record<Intrinsic, () => string | undefined>> = {
    service: () => toServiceName(span),
    release: () => known('service.version'),
    version: () => known('service.version'),
    build: () => known('app.build_id'),
    deployment: () => known('deployment.id'),
    ring: () => known('seatrial.ring'),
    commit: () => known('vcs.ref.head.revision'),
    environment: () => known('deployment.environment.name'),
    route: () => toRoute(span),
    name: () => span.name,
    kind: () => span.kind,
    status: () => span.statusCode,
    error: () => String(isErrorSpan(span)),
    duration: () => String(Number(span.endNano - span.startNano) / 1e6),
    trace: () => span.traceId,
    span: () => span.spanId,
  };
  return (subject) => (subject.kind === 'intrinsic' ? found[subject.name]() : attribute(subject.name));
}
