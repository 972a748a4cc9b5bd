import { createHash } from 'node:crypto';
import { toText } from '@seatrial/model';
import type { ResourceRecord, SpanRecord, TelemetryBatch } from '@seatrial/model';
import { parseExportRequest } from '@seatrial/otlp';
import type { ExportRequest, RequestResult, SeenRelease } from '../request.ts';
import { toKindEntry, toJsonText } from './attribute-text.ts';
import { AttributeNames, Touched } from './attribute-names.ts';
import type { AttributeName } from './attribute-names.ts';
import { BufferPool } from './columnar/buffer-pool.ts';
import { encodeLogs } from './encode-records.ts';
import { encodePoints } from './functions/encode-points.ts';
import { encodeSpans } from './encode-spans.ts';
import type { PromotedColumn } from './promoted-column.ts';
import { toSeenRelease, toSharedColumns } from './release-columns.ts';
import type { SharedColumns } from './release-columns.ts';
import type { EncodedBatch, NewName, NewResource, TableChunk } from './encoded-batch.ts';
import { RequestSpanEncoder } from './request-spans.ts';
import type { RequestSpans } from './request-spans.ts';

/** Digests of resources that the process remembers; beyond it an unlucky one gets a second id, which harms nothing. */
const mostResources = 100_000;

/** Resources that are found by their text alone. */
const mostTexts = 2000;

interface KnownResource {
  readonly id: number;
  row: NewResource | undefined;
}

interface ResourceColumns {
  readonly known: KnownResource;
  readonly columns: SharedColumns;
}

/** A request as a batch, and what there is to say of it. */
export interface EncodedRequest extends Omit<RequestResult, 'firstSeen'> {
  readonly batch: EncodedBatch;
  /** Those of its spans, each once. */
  readonly releases: readonly SeenRelease[];
}

/** What an encoder has to know of the file. */
export interface EncoderState {
  /** In their order. */
  readonly columns: readonly Omit<PromotedColumn, 'since'>[];
  readonly names: readonly (readonly [string, { readonly onSpans: boolean; readonly onResources: boolean }])[];
  /** Ids of resources by their digests. */
  readonly resources: readonly (readonly [string, number])[];
}

/** @param pool where chunks get their memory from. */
export function createEncoder(
  { columns, names: known, resources }: EncoderState,
  pool: BufferPool = new BufferPool(),
): Encoder {
  const names = new AttributeNames();
  for (const [name, { onSpans, onResources }] of known) names.restore(name, onSpans, onResources);
  for (const column of columns) names.addColumn(column);
  return new Encoder(names, resources, pool);
}

/**
 * Makes batches into columns, and keeps the dictionaries that this needs. What is new is sent along with every batch
 * until a batch that carried it is on disk.
 */
export class Encoder {
  readonly names: AttributeNames;
  readonly #pool: BufferPool;
  readonly #resources = new Map<string, KnownResource>();
  readonly #byText = new Map<string, ResourceColumns>();
  readonly #requestSpans: RequestSpanEncoder;
  #nextResource: number;
  #pendingNames = new Set<AttributeName>();
  #pendingColumns: string[] = [];
  #pendingMixed: string[] = [];

  constructor(names: AttributeNames, resources: Iterable<readonly [string, number]>, pool: BufferPool) {
    this.names = names;
    this.#pool = pool;
    this.#requestSpans = new RequestSpanEncoder(names, pool);
    this.#nextResource = 1;
    for (const [digest, id] of resources) {
      this.#resources.set(digest, { id, row: undefined });
      this.#nextResource = Math.max(this.#nextResource, id + 1);
    }
  }

  /** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where an id is not hex. */
  encode(batch: TelemetryBatch): EncodedBatch {
    return this.#collect((sharedOf, touched) => [
      ...encodeSpans(this.#pool, batch.spans, this.names, sharedOf, touched),
      ...encodeLogs(this.#pool, batch.logs, sharedOf),
      ...encodePoints(this.#pool, batch.metrics, sharedOf),
    ]);
  }

  /** @throws SeatrialError `SEATRIAL_BAD_OTLP` where the bytes are no such request. */
  encodeRequest({ signal, encoding, bytes }: ExportRequest): EncodedRequest {
    if (signal === 'traces' && encoding === 'protobuf') {
      let spans: RequestSpans | undefined;
      const batch = this.#collect((sharedOf, touched) => {
        spans = this.#requestSpans.encode(bytes, sharedOf, touched);
        return spans?.chunks ?? [];
      });
      if (spans !== undefined)
        return {
          batch,
          stored: { spans: spans.spans, logs: 0, metrics: 0 },
          rejected: 0,
          reason: '',
          releases: spans.releases,
        };
    }
    const { batch, rejected, reason } = parseExportRequest(signal, encoding, bytes);
    const { spans, logs, metrics } = batch;
    const stored = { spans: spans.length, logs: logs.length, metrics: metrics.length };
    return { batch: this.encode(batch), stored, rejected, reason, releases: toReleases(spans) };
  }

  #collect(
    toChunks: (sharedOf: (resource: ResourceRecord) => SharedColumns, touched: Touched) => readonly TableChunk[],
  ): EncodedBatch {
    const shared = new Map<ResourceRecord, SharedColumns>();
    const resources = new Set<NewResource>();
    const touched = new Touched();
    const sharedOf = (resource: ResourceRecord): SharedColumns => {
      const found = shared.get(resource);
      if (found !== undefined) return found;
      const { known, columns } = this.#resource(resource);
      if (known.row !== undefined) resources.add(known.row);
      shared.set(resource, columns);
      return columns;
    };
    const chunks = toChunks(sharedOf, touched);
    this.#pendingColumns.push(...this.names.promote(touched.names));
    for (const entry of touched.mixed) {
      entry.mixed = true;
      this.#pendingMixed.push(entry.name);
    }
    return {
      chunks,
      resources: [...resources],
      names: this.#newNames(touched.names),
      newColumns: [...this.#pendingColumns],
      mixed: [...this.#pendingMixed],
    };
  }

  /** To be called when a batch is on disk: what came with it needs not be sent again. */
  settle({ resources, names, newColumns, mixed }: Omit<EncodedBatch, 'chunks'>): void {
    this.#pendingColumns = this.#pendingColumns.filter((name) => !newColumns.includes(name));
    this.#pendingMixed = this.#pendingMixed.filter((name) => !mixed.includes(name));
    for (const { digest } of resources) {
      const known = this.#resources.get(digest);
      if (known !== undefined) known.row = undefined;
    }
    for (const { name, onSpans, onResources } of names) {
      const entry = this.names.get(name);
      if (entry.onSpans !== onSpans || entry.onResources !== onResources) continue;
      entry.stored = true;
      this.#pendingNames.delete(entry);
    }
  }

  #newNames(touched: Iterable<AttributeName>): readonly NewName[] {
    for (const entry of touched) {
      if (entry.onSpans) continue;
      entry.onSpans = true;
      entry.stored = false;
      this.#pendingNames.add(entry);
    }
    return [...this.#pendingNames].map(({ name, onSpans, onResources }) => ({ name, onSpans, onResources }));
  }

  #resource(resource: ResourceRecord): ResourceColumns {
    const text = toJsonText(resource.attributes);
    const found = this.#byText.get(text);
    if (found !== undefined) return found;
    const known = this.#byDigest(resource, createHash('sha1').update(text).digest('hex'));
    const made = { known, columns: toSharedColumns(resource, known.id) };
    if (this.#byText.size < mostTexts) this.#byText.set(text, made);
    return made;
  }

  #byDigest(resource: ResourceRecord, digest: string): KnownResource {
    const known = this.#resources.get(digest);
    if (known !== undefined) return known;
    let kinds = '';
    const entries: (readonly [string, string])[] = [];
    for (const name in resource.attributes) {
      const value = resource.attributes[name];
      if (value === undefined) continue;
      entries.push([name, toText(value)]);
      kinds += toKindEntry(name, value);
      const entry = this.names.get(name);
      if (entry.onResources) continue;
      entry.onResources = true;
      entry.stored = false;
      this.#pendingNames.add(entry);
    }
    const id = this.#nextResource;
    this.#nextResource += 1;
    const made: KnownResource = { id, row: { id, digest, entries, kinds } };
    if (this.#resources.size < mostResources) this.#resources.set(digest, made);
    return made;
  }
}

/** One release for each resource, by its first span. */
function toReleases(spans: readonly SpanRecord[]): readonly SeenRelease[] {
  const releases = new Map<ResourceRecord, SeenRelease>();
  for (const { resource, attributes } of spans)
    if (!releases.has(resource)) releases.set(resource, toSeenRelease(resource, attributes));
  return [...releases.values()];
}
