import { createHash } from 'node:crypto';
import { toText } from '@seatrial/model';
import type { ResourceRecord, TelemetryBatch } from '@seatrial/model';
import { toKindEntry, toJsonText } from './attribute-text.ts';
import type { AttributeName, AttributeNames } from './attribute-names.ts';
import { encodeLogs, encodeMetrics } from './encode-records.ts';
import { encodeSpans } from './encode-spans.ts';
import { toSharedColumns } from './release-columns.ts';
import type { SharedColumns } from './release-columns.ts';
import type { EncodedBatch, NewName, NewResource } from './encoded-batch.ts';

/** Digests of resources that the process remembers; beyond it an unlucky one gets a second id, which harms nothing. */
const mostResources = 100_000;

interface KnownResource {
  readonly id: number;
  row: NewResource | undefined;
}

/**
 * Makes batches into columns, and keeps the dictionaries that this needs. What is new is sent along with every batch
 * until a batch that carried it is on disk.
 */
export class Encoder {
  readonly names: AttributeNames;
  readonly #resources = new Map<string, KnownResource>();
  #nextResource: number;
  #pendingNames = new Set<AttributeName>();

  constructor(names: AttributeNames, resources: Iterable<readonly [string, number]>) {
    this.names = names;
    this.#nextResource = 1;
    for (const [digest, id] of resources) {
      this.#resources.set(digest, { id, row: undefined });
      this.#nextResource = Math.max(this.#nextResource, id + 1);
    }
  }

  /** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where an id is not hex. */
  encode(batch: TelemetryBatch): EncodedBatch {
    const shared = new Map<ResourceRecord, SharedColumns>();
    const resources = new Set<NewResource>();
    const touched = new Set<AttributeName>();
    const sharedOf = (resource: ResourceRecord): SharedColumns => {
      const found = shared.get(resource);
      if (found !== undefined) return found;
      const known = this.#resource(resource);
      if (known.row !== undefined) resources.add(known.row);
      const made = toSharedColumns(resource, known.id);
      shared.set(resource, made);
      return made;
    };
    const chunks = [
      ...encodeSpans(batch.spans, this.names, sharedOf, touched),
      ...encodeLogs(batch.logs, sharedOf),
      ...encodeMetrics(batch.metrics, sharedOf),
    ];
    const newColumns = this.names.promote(touched);
    return { chunks, resources: [...resources], names: this.#newNames(touched), newColumns };
  }

  /** To be called when a batch is on disk: what came with it needs not be sent again. */
  settle({ resources, names }: Pick<EncodedBatch, 'resources' | 'names'>): void {
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

  #resource(resource: ResourceRecord): KnownResource {
    const text = toJsonText(resource.attributes);
    const digest = createHash('sha1').update(text).digest('hex');
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
