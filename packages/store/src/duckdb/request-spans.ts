import { isEntrySpan, isErrorSpan, isShadowSpan, spanKinds, statusCodes, toRoute, toText } from '@seatrial/model';
import type { AttributeMap, AttributeValue, ResourceRecord, ScopeRecord } from '@seatrial/model';
import { KeyTable, SpanReader } from '@seatrial/otlp';
import type { AttributeVisitor, SpanFields } from '@seatrial/otlp';
import type { SeenRelease } from '../request.ts';
import type { AttributeName, AttributeNames, Touched } from './attribute-names.ts';
import type { BufferPool } from './columnar/buffer-pool.ts';
import { ChunkBuilder } from './columnar/chunk-builder.ts';
import { chunkRows } from './columnar/chunk.ts';
import type { TableChunk } from './encoded-batch.ts';
import { toEventJson, toLinkJson } from './encode-spans.ts';
import { KindTexts } from './kinds-text.ts';
import { releaseColumnCount, toReleaseText, toSeenRelease } from './release-columns.ts';
import type { SharedColumns } from './release-columns.ts';
import { isWhole } from './promoted-column.ts';
import { readSamplingWeight } from './sampling-weight.ts';
import { column } from './span-column.ts';
import { spanColumns, toAttributeColumn } from './tables.ts';
import { Telling } from './telling.ts';

export interface RequestSpans {
  readonly chunks: readonly TableChunk[];
  readonly spans: number;
  /** One for each resource. */
  readonly releases: readonly SeenRelease[];
}

interface Place {
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
  readonly shared: SharedColumns;
  readonly start: number;
  readonly end: number;
}

/**
 * Makes chunks of an OTLP request's bytes: texts are referred to where they lie, and no record of a span is ever made.
 * It takes requests as exporters write them; any other is left to `parseTraces` and `encodeSpans`, to whose chunks these
 * are equal (held by a property test).
 */
export class RequestSpanEncoder {
  readonly #names: AttributeNames;
  readonly #pool: BufferPool;
  readonly #keys: KeyTable<AttributeName>;
  readonly #texts = new KeyTable<string>((text) => text);
  readonly #kinds = new KindTexts();
  #row = 0;

  constructor(names: AttributeNames, pool: BufferPool) {
    this.#names = names;
    this.#pool = pool;
    this.#keys = new KeyTable((name) => names.get(name));
  }

  /** Undefined where the request is an unusual one, or none. */
  encode(
    bytes: Uint8Array,
    sharedOf: (resource: ResourceRecord) => SharedColumns,
    touched: Touched,
  ): RequestSpans | undefined {
    const reader = new SpanReader(bytes, this.#keys);
    const groups = reader.readGroups();
    if (groups === undefined) return undefined;
    const places: Place[] = [];
    for (const { resource, scope, places: pairs } of groups) {
      const shared = sharedOf(resource);
      for (let at = 0; at < pairs.length; at += 2)
        places.push({ resource, scope, shared, start: pairs[at] ?? 0, end: pairs[at + 1] ?? 0 });
    }
    const specs = [...spanColumns, ...this.#names.columns.map(toAttributeColumn)];
    const chunks: TableChunk[] = [];
    const releases = new Map<ResourceRecord, SeenRelease>();
    for (let first = 0; first < places.length; first += chunkRows) {
      const part = places.slice(first, first + chunkRows);
      const from = part[0]?.start ?? 0;
      const given = bytes.subarray(from, part.at(-1)?.end ?? from);
      const builder = new ChunkBuilder(this.#pool, specs, part.length, given);
      const row = new Row(builder, bytes, from, this.#texts, this.#kinds, touched);
      for (const place of part) {
        this.#row += 1;
        row.begin(this.#row);
        const fields = reader.readSpan(place.start, place.end, row);
        if (fields === undefined || !row.end(fields, place)) return undefined;
        if (!releases.has(place.resource)) releases.set(place.resource, toSeenRelease(place.resource, row.telling));
      }
      chunks.push({ table: 'spans', chunk: builder.toChunk() });
    }
    return { chunks, spans: places.length, releases: [...releases.values()] };
  }
}

/** Writes one span after the other. */
class Row implements AttributeVisitor<AttributeName> {
  readonly #builder: ChunkBuilder;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** What of the request was given to the builder begins here. */
  readonly #from: number;
  readonly #texts: KeyTable<string>;
  readonly #kindTexts: KindTexts;
  readonly #touched: Touched;
  #number = 0;
  #sound = true;
  #kinds: KindTexts['start'];
  #cohorts = '';
  /** The attributes that columns are worked out from. */
  readonly #telling = new Telling();

  constructor(
    builder: ChunkBuilder,
    bytes: Uint8Array,
    from: number,
    texts: KeyTable<string>,
    kindTexts: KindTexts,
    touched: Touched,
  ) {
    this.#builder = builder;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#from = from;
    this.#texts = texts;
    this.#kindTexts = kindTexts;
    this.#kinds = kindTexts.start;
    this.#touched = touched;
  }

  /** Those attributes of the span that columns are worked out from. */
  get telling(): AttributeMap {
    return this.#telling.attributes;
  }

  begin(number: number): void {
    this.#number = number;
    this.#sound = true;
    this.#kinds = this.#kindTexts.start;
    this.#cohorts = '';
    this.#telling.clear();
    this.#texts.begin();
  }

  text(name: AttributeName, start: number, end: number): void {
    this.#see(name);
    const at = start - this.#from;
    const inMap = name.column === -1 || name.integer;
    if (name.integer && !name.mixed) this.#touched.mixed.add(name);
    const sound = inMap
      ? this.#builder.mapEntryAt(column.attributes, name.name, at, end - this.#from)
      : this.#builder.textAt(name.column, at, end - this.#from);
    if (!sound) this.#sound = false;
    if (name.telling) this.#tell(name, this.#string(start, end));
  }

  value(name: AttributeName, value: AttributeValue): void {
    this.#see(name);
    if (name.integer && isWhole(value)) this.#builder.whole(name.column, value);
    else {
      const text = toText(value);
      if (name.column === -1 || name.integer) this.#builder.mapEntry(column.attributes, name.name, text);
      else this.#builder.text(name.column, text);
      this.#kinds = this.#kindTexts.add(this.#kinds, name, value);
      if (name.integer && !name.mixed) this.#touched.mixed.add(name);
    }
    if (name.telling) this.#tell(name, value);
  }

  /** Ends the row. False where the span is not one for this way. */
  end(fields: SpanFields, { resource, scope, shared }: Place): boolean {
    const { attributes } = this.#telling;
    if (!this.#sound || attributes['logfire.span_type'] !== undefined) return false;
    const builder = this.#builder;
    const from = this.#from;
    if (!this.#writeTimes(fields)) return false;
    builder.traceIdAt(column.traceId, fields.traceId - from);
    builder.spanIdAt(column.spanId, fields.spanId - from);
    if (fields.parentSpanId !== -1) builder.spanIdAt(column.parentSpanId, fields.parentSpanId - from);
    builder.text(column.service, shared.service);
    for (let index = 0; index < releaseColumnCount; index += 1)
      builder.text(column.version + index, toReleaseText(shared, resource.attributes, attributes, index));
    const name = this.#string(fields.name, fields.nameEnd);
    builder.text(column.name, name);
    builder.text(column.route, toRoute({ name, attributes }));
    const kind = spanKinds[fields.kind] ?? 'unspecified';
    builder.int8(column.kind, spanKinds.indexOf(kind));
    const statusCode = statusCodes[fields.statusCode] ?? 'unset';
    builder.int8(column.status, statusCodes.indexOf(statusCode));
    if (fields.statusMessageEnd > fields.statusMessage)
      builder.text(column.statusMessage, this.#string(fields.statusMessage, fields.statusMessageEnd));
    builder.text(column.cohort, toSortedCohorts(this.#cohorts));
    builder.bool(column.error, isErrorSpan({ statusCode, attributes }));
    builder.bool(column.entry, isEntrySpan({ kind, parentSpanId: fields.parentSpanId === -1 ? '' : 'parent' }));
    builder.bool(column.shadow, isShadowSpan({ attributes, resource }));
    builder.bool(column.unfinished, attributes['seatrial.unfinished'] !== undefined);
    if (shared.processStart !== undefined) builder.int64(column.processStart, shared.processStart);
    const traceState =
      fields.traceStateEnd > fields.traceState ? this.#string(fields.traceState, fields.traceStateEnd) : '';
    builder.double(column.weight, readSamplingWeight(traceState));
    if (traceState !== '') builder.text(column.traceState, traceState);
    builder.text(column.kinds, this.#kinds.text);
    builder.int32(column.resourceId, shared.resourceId);
    builder.text(column.scopeName, scope.name);
    builder.text(column.scopeVersion, scope.version);
    if (fields.events.length > 0) builder.text(column.events, JSON.stringify(fields.events.map(toEventJson)));
    if (fields.links.length > 0) builder.text(column.links, JSON.stringify(fields.links.map(toLinkJson)));
    if (fields.droppedAttributes !== 0) builder.int32(column.droppedAttributes, fields.droppedAttributes);
    if (fields.droppedEvents !== 0) builder.int32(column.droppedEvents, fields.droppedEvents);
    if (fields.droppedLinks !== 0) builder.int32(column.droppedLinks, fields.droppedLinks);
    builder.next();
    return true;
  }

  #see(name: AttributeName): void {
    // Of two with one key the last wins, which is not for this way.
    if (name.lastSpan === this.#number) this.#sound = false;
    name.lastSpan = this.#number;
    name.seen += 1;
    if (name.column === -1 || !name.onSpans) this.#touched.names.add(name);
  }

  #tell(name: AttributeName, value: AttributeValue): void {
    if (name.cohort) {
      const text = toText(value);
      this.#cohorts += `${this.#cohorts === '' ? '' : ','}${name.name.slice('seatrial.cohort.'.length)}=${text}`;
    } else this.#telling.set(name.name, value);
  }

  /** False for a time beyond the year 2262. */
  #writeTimes({ startTime, endTime }: SpanFields): boolean {
    const view = this.#view;
    const word = (at: number): number => (at < 0 ? 0 : view.getUint32(at, true));
    const [startLow, endLow] = [word(startTime), word(endTime)];
    const startHigh = startTime === -1 ? 0 : word(startTime + 4);
    const endHigh = endTime === -1 ? 0 : word(endTime + 4);
    if (startHigh > 0x7f_ff_ff_ff || endHigh > 0x7f_ff_ff_ff) return false;
    this.#builder.words64(column.start, startLow, startHigh);
    const low = endLow - startLow;
    this.#builder.words64(column.duration, low >>> 0, (endHigh - startHigh - (low < 0 ? 1 : 0)) >>> 0);
    return true;
  }

  #string(start: number, end: number): string {
    return this.#texts.read(this.#bytes, start, end);
  }
}

const sortedCohorts = new Map<string, string>();

/** The cohorts of a span by name; of their combinations there are few, so that most are found. */
function toSortedCohorts(cohorts: string): string {
  if (!cohorts.includes(',')) return cohorts;
  const known = sortedCohorts.get(cohorts);
  if (known !== undefined) return known;
  const sorted = cohorts.split(',').toSorted().join(',');
  if (sortedCohorts.size < 10_000) sortedCohorts.set(cohorts, sorted);
  return sorted;
}
