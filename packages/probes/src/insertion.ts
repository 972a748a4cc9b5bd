import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedFile, ProbePlan } from '@seatrial/model';
import { applyEdits } from './apply-edits.ts';

/** Why a file that is loaded keeps its text, in words. */
export const refusals = {
  hash: 'the file differs from the one that the plan was made for',
  loader: 'another module loader had changed the text of the file before',
  offset: 'the plan inserts text beyond the end of the file',
} as const;

export interface InsertionPorts {
  readonly plan: ProbePlan;
  /** The folder that the plan's paths start from, without symbolic links. */
  readonly root: string;
  /** A file of the plan is loaded as it is. */
  readonly refuse: (file: number, why: Refusal) => void;
}

export type Refusal = keyof typeof refusals;

/** Inserts the text of a plan into files that are about to run. */
export class Insertion {
  readonly #ports: InsertionPorts;
  readonly #files: ReadonlyMap<string, number>;

  constructor(ports: InsertionPorts) {
    this.#ports = ports;
    this.#files = new Map(ports.plan.files.map(({ path }, index) => [join(ports.root, path), index]));
  }

  /** Absolute paths of the plan's files. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /**
   * The text to run in place of the file's own; `undefined` where that stays as it is.
   * @param given the text that a loader is about to run; absent where it has none yet
   * @param isVariant whether a text that is not the file's own is nothing to complain about
   */
  insert(path: string, given?: string, isVariant: boolean = false): string | undefined {
    const { plan, refuse } = this.#ports;
    const index = this.#files.get(path);
    const file = index === undefined ? undefined : plan.files[index];
    if (index === undefined || file === undefined) return undefined;
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    // Written in place by "seatrial build --write", or inserted by the other of our two hooks.
    if ((given ?? text).includes(`open(${JSON.stringify(plan.id)},${index})`)) return undefined;
    const refusal = findRefusal(file, bytes, text, given);
    if (refusal === undefined) return withoutMark(applyEdits(text, file));
    if (!isVariant || refusal !== 'loader') refuse(index, refusal);
    return undefined;
  }
}

function findRefusal(file: PlannedFile, bytes: Buffer, text: string, given: string | undefined): Refusal | undefined {
  if (toHash(bytes) !== file.sha256) return 'hash';
  if (given !== undefined && withoutMark(given) !== withoutMark(text)) return 'loader';
  return (file.edits.at(-1)?.[0] ?? 0) > text.length ? 'offset' : undefined;
}

/** Node.js takes the byte order mark off the text of files that it reads by itself. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Loaded with the first file of a plan: most of a program without TLS never needs cryptography. */
function toHash(bytes: Buffer): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', bytes, 'hex');
}
