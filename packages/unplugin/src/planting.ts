import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compareCommits, createPlan } from '@seatrial/changes';
import type { Comparison } from '@seatrial/changes';
import type { PlannedFunction, ProbePlan } from '@seatrial/model';
import { MagicString } from 'magic-string';
import type { SourceMap } from 'magic-string';
import { findKeptFunctions } from './kept-functions.ts';
import type { SeatrialOptions } from './options.ts';

/** A module's text with its probes. */
export interface PlantedModule {
  readonly code: string;
  readonly map: SourceMap;
}

/** Puts probes into the modules of one build: the plan is made before the first is read, and is whole after the last. */
export class Planting {
  readonly comparison: Comparison;
  readonly #plan: ProbePlan;
  readonly #home: string;
  readonly #byPath: ReadonlyMap<string, number>;
  readonly #planted = new Set<number>();
  readonly #changedBefore = new Set<number>();

  private constructor(home: string, comparison: Comparison, plan: ProbePlan) {
    this.#home = home;
    this.comparison = comparison;
    this.#plan = plan;
    const top = toReal(comparison.changes.repository);
    this.#byPath = new Map(plan.files.map(({ path }, index) => [join(top, path), index]));
  }

  /**
   * Compares and plans. What the bundler will read is not known yet, so that the plan is of the whole repository.
   * @throws SeatrialError `SEATRIAL_NO_REPOSITORY` or `SEATRIAL_NOT_FOUND`, as `changedFunctions` does.
   */
  static async begin(home: string, options: SeatrialOptions): Promise<Planting> {
    const { from, all, max } = options;
    const comparison = await compareCommits({ repo: home, ...(from === undefined ? {} : { from }) });
    const { plan } = await createPlan({
      changes: comparison.changes,
      folder: comparison.changes.repository,
      ...(all === undefined ? {} : { all }),
      ...(max === undefined ? {} : { max }),
    });
    return new Planting(home, comparison, plan);
  }

  /** The module with its probes; `undefined` where it holds none. Its text must be that of the file. */
  plant(id: string, code: string): PlantedModule | undefined {
    const index = this.#byPath.get(toReal(id.replace(/[?#].*$/s, '')));
    const file = index === undefined ? undefined : this.#plan.files[index];
    if (index === undefined || file === undefined) return undefined;
    if (createHash('sha256').update(code).digest('hex') !== file.sha256) {
      this.#changedBefore.add(index);
      return undefined;
    }
    this.#planted.add(index);
    const edited = new MagicString(code);
    for (const [offset, text] of file.edits) edited.appendLeft(offset, text);
    return { code: edited.toString(), map: edited.generateMap({ source: id, hires: true, includeContent: true }) };
  }

  /** The plan as it became: nothing is left to insert, and what the bundle does not hold cannot be told. */
  finish(texts: readonly string[]): ProbePlan {
    const { id, functions, files } = this.#plan;
    const kept = findKeptFunctions(id, texts);
    const holders = new Map(files.flatMap((file, index) => file.functions.map((each) => [each, index] as const)));
    return {
      id,
      functions: functions.map((each, index) => {
        const file = holders.get(index);
        const isKept = file !== undefined && this.#planted.has(file) && kept.has(file, index) !== false;
        return this.#toFinished(each, file, isKept);
      }),
      files: files.map(({ map: _map, ...file }) => ({ ...file, edits: [] })),
    };
  }

  /** Whether a file is one of the service's: bundled, or in its folder. */
  isOwn(file: string): boolean {
    const path = join(toReal(this.comparison.changes.repository), file);
    const index = this.#byPath.get(path);
    const place = relative(toReal(this.#home), path);
    return (index !== undefined && this.#planted.has(index)) || !place.startsWith('..');
  }

  #toFinished(each: PlannedFunction, file: number | undefined, isKept: boolean): PlannedFunction {
    // What another service of the repository changed is no change of this one.
    const own = { ...each, changed: each.changed && this.isOwn(each.file) };
    if (file === undefined || isKept) return own;
    const isOther = this.#changedBefore.has(file);
    return { ...own, unverifiable: isOther ? 'another plugin had changed its text' : 'the bundle does not hold it' };
  }
}

function toReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
