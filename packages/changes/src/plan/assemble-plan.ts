import { createHash } from 'node:crypto';
import type { PlannedFile, PlannedFunction, ProbeKind, ProbePlan } from '@seatrial/model';
import { fitProbes, toEdits } from './insert.ts';
import type { WantedProbes } from './insert.ts';
import { composeMap } from '../map/compose-map.ts';
import type { Origin, RunningFile } from './running-file.ts';

/** A function that is to be watched, as the newer commit has it. */
export interface WantedFunction extends Origin {
  readonly id: string;
  readonly changed: boolean;
  readonly probe: ProbeKind;
  /** In words, why nothing is known of it where no file of the build holds it. */
  readonly missing: string;
}

/** A file with the functions that it holds: their place in the plan, by their place in the file. */
interface FilledFile {
  readonly running: RunningFile;
  readonly indexes: ReadonlyMap<number, number>;
}

/** Works out the plan for files that will run: what each function gets, and the text that does it. */
export function assemblePlan(files: readonly RunningFile[], wanted: readonly WantedFunction[]): ProbePlan {
  const assembly = new Assembly(wanted);
  for (const file of files) assembly.add(file);
  return assembly.finish();
}

class Assembly {
  readonly #wanted: readonly WantedFunction[];
  readonly #byOrigin: ReadonlyMap<string, number>;
  readonly #kinds: ProbeKind[];
  readonly #held = new Set<number>();
  readonly #refusals = new Map<number, string>();
  readonly #filled: FilledFile[] = [];

  constructor(wanted: readonly WantedFunction[]) {
    this.#wanted = wanted;
    this.#byOrigin = new Map(wanted.map((each, index) => [toKey(each), index]));
    this.#kinds = wanted.map(({ probe }) => probe);
  }

  add(running: RunningFile): void {
    const asked = new Map<number, ProbeKind>();
    const indexes = new Map<number, number>();
    for (const [place, origin] of running.origins) {
      const index = this.#byOrigin.get(toKey(origin));
      const wanted = index === undefined ? undefined : this.#wanted[index];
      if (index === undefined || wanted === undefined) continue;
      const reason = origin.hash === wanted.hash ? origin.leftAlone : 'its text is not that of the commit';
      if (reason === undefined) {
        indexes.set(place, index);
        asked.set(place, wanted.probe);
      } else this.#refusals.set(index, reason);
    }
    for (const origin of running.dissolved) {
      const index = this.#byOrigin.get(toKey(origin));
      if (index !== undefined && origin.leftAlone !== undefined) this.#refusals.set(index, origin.leftAlone);
    }
    const { kinds, refused } = fitProbes(running.probes, asked);
    for (const [place, reason] of refused) {
      this.#refusals.set(indexes.get(place) ?? -1, reason);
      indexes.delete(place);
    }
    for (const [place, index] of indexes) {
      this.#held.add(index);
      // One function is told about in one way, though several files hold it.
      if (kinds.get(place) === 'count') this.#kinds[index] = 'count';
    }
    if (indexes.size > 0) this.#filled.push({ running, indexes });
  }

  finish(): ProbePlan {
    const functions = this.#wanted.map(({ id, name, file, changed, missing }, index): PlannedFunction => {
      const reason = this.#held.has(index) ? undefined : (this.#refusals.get(index) ?? missing);
      const probe = this.#kinds[index] ?? 'count';
      return { id, name, file, probe, changed, ...(reason === undefined ? {} : { unverifiable: reason }) };
    });
    const id = toPlanId(functions);
    return { id, functions, files: this.#filled.map((file, index) => this.#toPlannedFile(file, id, index)) };
  }

  #toPlannedFile({ running, indexes }: FilledFile, plan: string, fileIndex: number): PlannedFile {
    const probes: WantedProbes = new Map(
      [...indexes].map(([place, index]) => [place, { index, kind: this.#kinds[index] ?? 'count' }]),
    );
    const edits = toEdits(running.probes, probes, plan, fileIndex);
    const map = running.map === undefined ? undefined : composeMap(running.probes.text, edits, running.map);
    const functions = [...new Set(indexes.values())].toSorted((a, b) => a - b);
    const { path, digest } = running;
    return { path, ...digest, edits, functions, ...(map === undefined ? {} : { map }) };
  }
}

function toKey({ file, name }: Pick<Origin, 'file' | 'name'>): string {
  return `${file}\0${name}`;
}

function toPlanId(functions: readonly PlannedFunction[]): string {
  const lines = functions.map(({ id, probe }) => `${id} ${probe}`).join('\n');
  return createHash('sha256').update(lines).digest('hex').slice(0, 16);
}
