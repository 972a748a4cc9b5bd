import type {
  ArmRow,
  BatchQuery,
  BatchRow,
  ComparisonQuery,
  DistributionQuery,
  DistributionRow,
  ErrorGroupRow,
  EvidenceReader,
  PairQuery,
  PairRow,
  SightingQuery,
  SightingRow,
} from '../evidence.ts';
import {
  selectArms,
  selectBatches,
  selectDistribution,
  selectErrorGroups,
  selectPairs,
  selectSightings,
} from './evidence-sql.ts';
import type { Statement } from './queries.ts';
import { toArmRow, toBatchRow, toDistributionRow, toErrorGroupRow, toPairRow, toSightingRow } from './read-evidence.ts';
import type { Row } from './read-rows.ts';
import { RepeatedTraces } from './repeated-traces.ts';
import type { Layout } from './selector-sql.ts';
import type { MinuteRange } from './summaries.ts';
import {
  isSummedUp,
  selectSummedArms,
  selectSummedBatches,
  selectSummedDistribution,
  selectSummedSightings,
} from './summary-evidence-sql.ts';

/** What answers are made with. */
export interface EvidenceAccess {
  readonly ask: (statement: Statement) => Promise<readonly Row[]>;
  /** Where attributes are, once all that was acknowledged is in the database. */
  readonly layout: () => Promise<Layout>;
  /** Of the last span in the database. */
  readonly cursor: () => bigint;
  /** The minutes that are summed up. */
  readonly covered: () => MinuteRange;
}

/** Answers what a verdict asks, from what was summed up where that is enough, else from the spans. */
export class EvidenceAnswers implements EvidenceReader {
  readonly #access: EvidenceAccess;
  readonly #repeated = new RepeatedTraces();

  constructor(access: EvidenceAccess) {
    this.#access = access;
  }

  async sightings(query: SightingQuery): Promise<readonly SightingRow[]> {
    const layout = await this.#access.layout();
    const covered = this.#access.covered();
    const statement =
      query.by === undefined && covered.to > covered.from
        ? selectSummedSightings(query, layout, covered)
        : selectSightings(query, layout);
    return (await this.#access.ask(statement)).map(toSightingRow);
  }

  async arms(query: ComparisonQuery): Promise<readonly ArmRow[]> {
    const layout = await this.#access.layout();
    const covered = this.#access.covered();
    const statement = isSummedUp(query, covered) ? selectSummedArms(query, layout, covered) : selectArms(query, layout);
    return (await this.#access.ask(statement)).map(toArmRow);
  }

  async distribution(query: DistributionQuery): Promise<readonly DistributionRow[]> {
    const layout = await this.#access.layout();
    const covered = this.#access.covered();
    const statement = isSummedUp(query, covered)
      ? selectSummedDistribution(query, layout, covered)
      : selectDistribution(query, layout, await this.#findRepeated(query));
    return (await this.#access.ask(statement)).map(toDistributionRow);
  }

  async batches(query: BatchQuery): Promise<readonly BatchRow[]> {
    const layout = await this.#access.layout();
    const covered = this.#access.covered();
    const statement = isSummedUp(query, covered)
      ? selectSummedBatches(query, layout, covered)
      : selectBatches(query, layout, await this.#findRepeated(query));
    return (await this.#access.ask(statement)).map(toBatchRow);
  }

  async pairs(query: PairQuery): Promise<readonly PairRow[]> {
    const layout = await this.#access.layout();
    return (await this.#access.ask(selectPairs(query, layout, await this.#findRepeated(query)))).map(toPairRow);
  }

  async errorGroups(query: ComparisonQuery): Promise<readonly ErrorGroupRow[]> {
    return (await this.#access.ask(selectErrorGroups(query, await this.#access.layout()))).map(toErrorGroupRow);
  }

  /** Traces with several entry spans; undefined where they are many. Asked once all that was acknowledged is there. */
  #findRepeated(query: ComparisonQuery): Promise<readonly string[] | undefined> {
    return this.#repeated.find(query, this.#access.cursor(), (statement) => this.#access.ask(statement));
  }
}
