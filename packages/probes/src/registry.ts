import { probeRegistryKey } from '@seatrial/model';
import type { PlannedFunction, ProbeHooks, ProbePlan, ProbeRegistry } from '@seatrial/model';
import type { Cell, Example } from './cell.ts';
import { CohortTable, noCohort } from './cohort-table.ts';
import { ErrorOrigins } from './error-origins.ts';
import { toErrorType } from './error-type.ts';
import { FunctionCounts } from './function-counts.ts';
import type { CellReading, FunctionReading, ProbesSummary, ReadOptions } from './reading.ts';
import type { RequestReader } from './request-reader.ts';
import { firstBudget, toBudget, toGap } from './stride.ts';

/** A call that is being timed. */
interface TimedCall {
  readonly cell: Cell;
  readonly weight: number;
  readonly startMs: number;
}

const never = 0x7fff_ffff;

/**
 * Counts what the text of a plan tells it. The text adds one to a number in an array for each call; all else happens on
 * the calls that are timed and on errors. Nothing here throws into the application.
 */
export class Registry implements ProbeRegistry {
  readonly #plan: ProbePlan;
  readonly #requests: RequestReader;
  readonly #hooks: ProbeHooks;
  /** By index, of those functions that have been called. */
  readonly #counts: (FunctionCounts | undefined)[];
  #budget = firstBudget;
  readonly #cohorts = new CohortTable();
  readonly #origins = new ErrorOrigins();
  readonly #loaded = new Set<number>();
  readonly #distrusted = new Set<number>();
  readonly #unverifiable = new Map<number, string>();
  #otherwise: string | undefined;
  #stopped = false;
  /** What asks for the request may itself be watched. */
  #isAsking = false;

  constructor(plan: ProbePlan, requests: RequestReader) {
    this.#plan = plan;
    this.#requests = requests;
    this.#counts = Array.from({ length: plan.functions.length });
    this.#hooks = {
      c: new Uint32Array(plan.functions.length),
      k: new Int32Array(plan.functions.length),
      s: (index) => this.#startCall(index),
      x: (index, error) => this.#countError(index, error),
      l: (index, call) => this.#endCall(index, call as TimedCall),
    };
  }

  /** Puts it where the inserted text looks for it. */
  install(): void {
    Object.defineProperty(globalThis, probeRegistryKey, { value: this, configurable: true });
  }

  open(plan: string, file: number): ProbeHooks | undefined {
    if (plan !== this.#plan.id) return undefined;
    for (const index of this.#plan.files[file]?.functions ?? [])
      if (!this.#distrusted.has(index)) this.#loaded.add(index);
    return this.#hooks;
  }

  /** Nothing can be said of the functions of this file. */
  refuse(file: number, reason: string): void {
    for (const index of this.#plan.files[file]?.functions ?? [])
      if (!this.#loaded.has(index)) this.#unverifiable.set(index, reason);
  }

  /** What the functions of this file have counted, and will, is worth nothing. */
  distrust(file: number, reason: string): void {
    for (const index of this.#plan.files[file]?.functions ?? []) {
      this.#distrusted.add(index);
      this.#loaded.delete(index);
      this.#unverifiable.set(index, reason);
    }
  }

  /** Nothing can be said of any function whose file does not open the registry. */
  refuseOthers(reason: string): void {
    this.#otherwise = reason;
  }

  /** From now on nothing is timed and no error is looked at. The inserted text goes on counting. */
  stop(): void {
    this.#stopped = true;
    this.#hooks.k.fill(never);
  }

  /**
   * Once a second: reads the arrays, which count to 2^32, and sets the strides.
   * @param share of a core that the process had meanwhile
   */
  tick(share: number): void {
    for (const [index, calls] of this.#hooks.c.entries()) if (calls > 0) this.#drain(index, this.#countsOf(index));
    const timed = this.#counts.filter((_counts, index) => this.#plan.functions[index]?.probe === 'full');
    this.#budget = toBudget(
      timed.map((counts) => counts?.callsSinceTick ?? 0),
      share,
    );
    for (const counts of timed) counts?.tick(this.#budget);
  }

  /** See {@link Probes.summary}. */
  summary(): ProbesSummary {
    const places = this.#plan.functions.map((_function, index) => index);
    const callsOf = (index: number): number => (this.#counts[index]?.calls ?? 0) + (this.#hooks.c[index] ?? 0);
    return {
      watched: places.length,
      loaded: this.#loaded.size,
      ran: places.filter((index) => this.#loaded.has(index) && callsOf(index) > 0).length,
      unverifiable: places.filter((index) => this.#whyUnverifiable(index) !== undefined).length,
    };
  }

  /** See {@link Probes.read}. */
  read({
    isLast = false,
    onlyFresh = false,
    from = 0,
    to = this.#plan.functions.length,
  }: ReadOptions): readonly FunctionReading[] {
    const nowMs = performance.now();
    return this.#plan.functions.slice(from, to).flatMap((planned, place) => {
      const index = from + place;
      const counts = this.#countsOf(index);
      this.#drain(index, counts);
      const isFresh = counts.settle(nowMs, isLast) || counts.toldLoaded !== this.#loaded.has(index);
      counts.toldLoaded = this.#loaded.has(index);
      return isFresh || !onlyFresh ? [this.#toReading(planned, counts, index)] : [];
    });
  }

  #toReading(planned: PlannedFunction, counts: FunctionCounts, index: number): FunctionReading {
    return {
      index,
      planned,
      loaded: this.#loaded.has(index),
      stride: counts.stride,
      firstSeenMs: counts.firstSeenMs === 0 ? undefined : counts.firstSeenMs,
      unverifiable: this.#whyUnverifiable(index),
      cells: counts.cells.flatMap((cell, cohort) => (cell === undefined ? [] : [this.#toCellReading(cell, cohort)])),
    };
  }

  #whyUnverifiable(index: number): string | undefined {
    if (this.#loaded.has(index)) return undefined;
    return this.#plan.functions[index]?.unverifiable ?? this.#unverifiable.get(index) ?? this.#otherwise;
  }

  #toCellReading(cell: Cell, cohort: number): CellReading {
    return {
      id: cohort,
      cohort: this.#cohorts.attributes(cohort),
      calls: cell.calls,
      errors: cell.takeErrors(),
      durations: cell.durations(),
      example: cell.takeExample(),
    };
  }

  /** Made with the first call, since a start has other things to do than to make all of them. */
  #countsOf(index: number): FunctionCounts {
    return (this.#counts[index] ??= new FunctionCounts(this.#budget));
  }

  #drain(index: number, counts: FunctionCounts): void {
    const { c } = this.#hooks;
    const calls = c[index] ?? 0;
    if (calls === 0) return;
    c[index] = 0;
    counts.calls += calls;
    if (counts.firstSeenMs === 0) counts.firstSeenMs = Date.now();
  }

  #startCall(index: number): TimedCall | 0 {
    const planned = this.#plan.functions[index];
    if (planned === undefined || this.#stopped) {
      this.#hooks.k[index] = never;
      return 0;
    }
    const counts = this.#countsOf(index);
    this.#drain(index, counts);
    const weight = counts.armed;
    counts.spend();
    counts.armed = counts.stride;
    this.#hooks.k[index] = toGap(counts.stride);
    const cell = this.#findCell(counts, planned.changed ? planned.name : undefined);
    if (cell === undefined) return 0;
    cell.running += weight;
    return { cell, weight, startMs: performance.now() };
  }

  #endCall(index: number, { cell, weight, startMs }: TimedCall): void {
    const nowMs = performance.now();
    const counts = this.#counts[index];
    if (counts === undefined) return;
    const last = this.#findCell(counts) ?? cell;
    const seconds = (nowMs - startMs) / 1000;
    last.addDuration(seconds, weight);
    counts.hasNews = true;
    if (counts.isUntold(startMs)) {
      if (counts.isRecent(startMs)) cell.running -= weight;
      else cell.runningLonger -= weight;
      last.weight += weight;
      last.totalWeight += weight;
    }
    if (last.wantsExample(seconds)) last.example = this.#toExample(seconds);
  }

  #countError(index: number, error: unknown): void {
    if (this.#plan.functions[index] === undefined || this.#stopped) return;
    const counts = this.#countsOf(index);
    const calls = counts.calls + (this.#hooks.c[index] ?? 0);
    const origin = this.#origins.see(error, index, calls);
    const cell = this.#findCell(counts) ?? counts.cell(noCohort);
    counts.hasNews = true;
    const count = cell.addError(toErrorType(error), origin);
    count.example ??= this.#toExample(1);
  }

  /**
   * Under what the function runs now; `undefined` where that cannot be known, or is being asked.
   * @param touched the function's name, for the request to note
   */
  #findCell(counts: FunctionCounts, touched?: string): Cell | undefined {
    if (this.#isAsking) return undefined;
    this.#isAsking = true;
    try {
      const active = this.#requests.active();
      if (active === undefined) return counts.cell(noCohort);
      if (touched !== undefined) this.#requests.touch(active, touched);
      return counts.cell(this.#cohorts.find(this.#requests.cohort(active)));
    } catch {
      return undefined;
    } finally {
      this.#isAsking = false;
    }
  }

  #toExample(value: number): Example | undefined {
    if (this.#isAsking) return undefined;
    this.#isAsking = true;
    try {
      const active = this.#requests.active();
      const link = active === undefined ? undefined : this.#requests.trace(active);
      return link === undefined ? undefined : { ...link, value, timeMs: Date.now() };
    } catch {
      return undefined;
    } finally {
      this.#isAsking = false;
    }
  }
}
