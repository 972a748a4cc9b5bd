import { limits, stampedFields, toReleaseAttributes } from '@seatrial/model';
import type { Release, ReleaseField } from '@seatrial/model';

export interface ReleaseProcessorOptions {
  /** Fields to stamp. Default: version, build id, deployment id, ring. */
  readonly fields?: readonly ReleaseField[];
  /** Replace an attribute of the same name that the application has set. Default `false`. */
  readonly overwrite?: boolean;
  /**
   * Attributes that a span may have, as the SDK counts them: a span this full is not stamped further, so that the limit
   * stays true and nothing of the application's is displaced. The stamp takes up to four of them. Default 128.
   */
  readonly attributeCountLimit?: number;
}

/**
 * The shape of OpenTelemetry's SpanProcessor as far as stamping needs it. It is structural, without an import of the
 * SDK, so that one object serves SDK 2.x and 3.x.
 */
export interface ReleaseProcessor {
  onStart(span: unknown, parentContext: unknown): void;
  onEnd(span: { readonly attributes: object }): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Stamps the release on every span that ends. For people who own their SDK set-up: put it before the exporting
 * processor. It never throws.
 *
 * It writes to `span.attributes` in `onEnd`, where `setAttribute` no longer works: by then the span holds all that the
 * application will set, so nothing of it can be displaced, and the write costs a fourth of `setAttributes` at the start.
 */
export function createReleaseProcessor(release: Release, options: ReleaseProcessorOptions = {}): ReleaseProcessor {
  const stamp = Object.entries(toReleaseAttributes(release, options.fields ?? stampedFields));
  const overwrite = options.overwrite ?? false;
  const limit = options.attributeCountLimit ?? limits.spanAttributes;
  const write =
    stamp.length <= 4 && !overwrite ? createQuickWriter(stamp, limit) : createWriter(stamp, overwrite, limit);
  return {
    onStart() {},
    onEnd(span) {
      try {
        write(span.attributes as Record<string, unknown>);
      } catch {
        // A frozen or exotic attribute object: the span goes out as the application made it.
      }
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

type Stamp = readonly (readonly [string, string])[];
type Writer = (attributes: Record<string, unknown>) => void;

function createWriter(stamp: Stamp, overwrite: boolean, limit: number): Writer {
  return (attributes) => {
    let room = limit === Number.POSITIVE_INFINITY ? limit : limit - countKeys(attributes);
    for (const [key, value] of stamp) {
      if (attributes[key] === undefined) {
        if (room <= 0) continue;
        room -= 1;
        attributes[key] = value;
      } else if (overwrite) attributes[key] = value;
    }
  };
}

/** Up to four keys without a loop: each access then has one key, which V8 remembers, and costs half. */
function createQuickWriter(stamp: Stamp, limit: number): Writer {
  const [[k0, v0] = none, [k1, v1] = none, [k2, v2] = none, [k3, v3] = none] = stamp;
  const most = limit - stamp.length;
  const nearLimit = createWriter(stamp, false, limit);
  return (attributes) => {
    if (most < Number.POSITIVE_INFINITY && countKeys(attributes) > most) {
      nearLimit(attributes);
      return;
    }
    if (v0 !== undefined && attributes[k0] === undefined) attributes[k0] = v0;
    if (v1 !== undefined && attributes[k1] === undefined) attributes[k1] = v1;
    if (v2 !== undefined && attributes[k2] === undefined) attributes[k2] = v2;
    if (v3 !== undefined && attributes[k3] === undefined) attributes[k3] = v3;
  };
}

const none: readonly [string, undefined] = ['', undefined];

/** Without the array that `Object.keys` would make: this runs for every span. */
function countKeys(attributes: object): number {
  let count = 0;
  for (const key in attributes) if (key !== undefined) count += 1;
  return count;
}

/** The shape of OpenTelemetry's ResourceDetector, structural like {@link ReleaseProcessor}. */
export interface ReleaseDetector {
  detect(): { readonly attributes: Record<string, string> };
}

/** Puts the full release on the resource. For people who own their SDK set-up: make it the last detector, so that it wins. */
export function createReleaseDetector(release: Release): ReleaseDetector {
  return { detect: () => ({ attributes: { ...toReleaseAttributes(release) } }) };
}
