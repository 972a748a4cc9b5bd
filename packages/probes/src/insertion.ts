import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toResidue } from '@seatrial/model';
import type { PlannedFile, ProbePlan } from '@seatrial/model';
import { applyEdits } from './apply-edits.ts';
import type { Refusal } from './refusal.ts';

export interface InsertionPorts {
  readonly plan: ProbePlan;
  /** The folder that the plan's paths start from, without symbolic links. */
  readonly root: string;
  /** A file of the plan is loaded as it is; or, where that is seen too late, was loaded with what is not for it. */
  readonly refuse: (file: number, why: Refusal) => void;
}

/** Bytes of all files beyond which loading cryptography and taking hashes at once costs less than taking residues. */
const mostForResidues = 2 ** 20;

/** Inserts the text of a plan into files that are about to run. */
export class Insertion {
  readonly #ports: InsertionPorts;
  readonly #home: string;
  readonly #homeUrl: string;
  /** By the path in the plan. */
  readonly #files: ReadonlyMap<string, number>;
  /** What was changed because of its residue, until its hash is looked at. */
  #unhashed: (readonly [file: number, bytes: Uint8Array])[] = [];
  /** Bytes that may yet be known by their residue. */
  #left = mostForResidues;

  constructor(ports: InsertionPorts) {
    this.#ports = ports;
    this.#home = join(ports.root, sep);
    this.#homeUrl = pathToFileURL(this.#home).href;
    this.#files = new Map(ports.plan.files.map(({ path }, index) => [path, index]));
  }

  /** The place in the plan of the file at an absolute path. */
  findPath(path: string): number | undefined {
    if (!path.startsWith(this.#home)) return undefined;
    const place = path.slice(this.#home.length);
    return this.#files.get(sep === '/' ? place : place.replaceAll(sep, '/'));
  }

  /** The place in the plan of the file at a URL without `?` and `#`. */
  findUrl(url: string): number | undefined {
    if (!url.startsWith(this.#homeUrl)) return undefined;
    const place = url.slice(this.#homeUrl.length);
    return this.#files.get(place.includes('%') ? decodeURIComponent(place) : place);
  }

  /**
   * The text to run in place of the file's own; `undefined` where that stays as it is.
   * @param index its place in the plan
   * @param given what a loader is about to run, the bytes or a text made of them; absent where it has nothing yet
   * @param isVariant whether a text that is not the file's own is nothing to complain about
   */
  insert(index: number, given: string | Buffer | undefined, isVariant: boolean = false): string | undefined {
    const { plan, root, refuse } = this.#ports;
    const file = plan.files[index];
    if (file === undefined) return undefined;
    const got = typeof given === 'string' ? Buffer.from(given) : given;
    if (got !== undefined && file.edits.length > 0 && this.#isPlanned(file, index, got))
      return this.#apply(file, index, got);
    // Written in place by "seatrial build --write", or inserted by the other of our two hooks.
    const mark = `open(${JSON.stringify(plan.id)},${index})`;
    if (got?.includes(mark) === true) return undefined;
    const bytes = readFileSync(join(root, file.path));
    if (got === undefined && bytes.includes(mark)) return undefined;
    if (!this.#isPlanned(file, index, bytes)) refuse(index, 'hash');
    else if (got === undefined || isSameText(got, bytes)) return this.#apply(file, index, bytes);
    else if (!isVariant) refuse(index, 'loader');
    return undefined;
  }

  /** Looks at the hashes of files that were known by less. What it needs is loaded when it is called first. */
  checkHashes(): void {
    const unhashed = this.#unhashed;
    this.#unhashed = [];
    if (unhashed.length > 0) this.#left = 0;
    for (const [index, bytes] of unhashed)
      if (!hasHash(bytes, this.#ports.plan.files[index]?.sha256)) this.#ports.refuse(index, 'late');
  }

  #isPlanned(file: PlannedFile, index: number, bytes: Uint8Array): boolean {
    if (bytes.length !== file.size) return false;
    if (bytes.length > this.#left) return hasHash(bytes, file.sha256);
    this.#left -= bytes.length;
    const isLike = toResidue(bytes) === file.residue;
    if (isLike) this.#unhashed.push([index, bytes]);
    return isLike;
  }

  #apply(file: PlannedFile, index: number, bytes: Buffer): string | undefined {
    const text = bytes.toString('utf8');
    if ((file.edits.at(-1)?.[0] ?? 0) > text.length) {
      this.#ports.refuse(index, 'offset');
      return undefined;
    }
    return withoutMark(applyEdits(text, file));
  }
}

/** Node.js takes the byte order mark off the text of files that it reads by itself. */
function isSameText(one: Buffer, other: Buffer): boolean {
  return withoutMark(one.toString('utf8')) === withoutMark(other.toString('utf8'));
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Cryptography is loaded with the first hash: most of a program without TLS never needs it. A Node.js can lack it. */
function hasHash(bytes: Uint8Array, sha256: string | undefined): boolean {
  try {
    return process.getBuiltinModule('node:crypto').hash('sha256', bytes, 'hex') === sha256;
  } catch {
    return false;
  }
}
