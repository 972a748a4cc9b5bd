import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  Arrivals,
  EventsReader,
  FollowQuery,
  Groups,
  GroupsQuery,
  Heatmap,
  HeatmapQuery,
  KnownValuesQuery,
} from '../../events.ts';
import type { Asking } from './asking.ts';
import { follow } from './follow.ts';
import { groups } from './groups.ts';
import { heatmap } from './heatmap.ts';
import { KnownValues } from './known-values.ts';

/** How often what completion knows is written into the file. */
const keepEveryMs = 300_000;

/** The side of the engine that answers about single events. */
export class EventsEngine implements EventsReader {
  readonly #asking: Asking;
  readonly #known = new KnownValues();

  #restored: Promise<void> | undefined;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  follow(query: FollowQuery = {}): Promise<Arrivals> {
    return follow(this.#asking, query);
  }

  heatmap(query: HeatmapQuery = {}): Promise<Heatmap> {
    return heatmap(this.#asking, query);
  }

  groups(query: GroupsQuery): Promise<Groups> {
    return groups(this.#asking, query);
  }

  async knownValues(query: KnownValuesQuery): Promise<readonly string[]> {
    await this.#restore();
    return this.#asking.withConnection((connection) => this.#known.find(connection, query));
  }

  /** Learns from what came since the last round; nothing waits for it. */
  async learn(): Promise<void> {
    await this.#restore();
    const [layout, cursor] = [await this.#asking.layout(), await this.#asking.cursor()];
    await this.#asking.withConnection((connection) => this.#known.collect(connection, layout, cursor));
  }

  /** Writes what was learned into the file, unless that was done a while ago. */
  async keep(connection: DuckDBConnection, now: number): Promise<void> {
    await this.#known.keep(connection, now, keepEveryMs);
  }

  #restore(): Promise<void> {
    this.#restored ??= this.#asking.withConnection((connection) => this.#known.restore(connection));
    return this.#restored;
  }
}

export type EventsMethod = keyof EventsReader;

const methods: ReadonlySet<string> = new Set<EventsMethod>(['follow', 'heatmap', 'groups', 'knownValues']);

export function isEventsMethod(method: string): method is EventsMethod {
  return methods.has(method);
}
