/** How much a probe tells: `full` counts calls and errors and times some of them, `count` counts calls alone. */
export type ProbeKind = 'full' | 'count';

/** A function that the plan watches. Its place in {@link ProbePlan.functions} is the index that the inserted text uses. */
export interface PlannedFunction {
  /** 12 hexadecimal digits over file and name: the same in every release in which both are. */
  readonly id: string;
  readonly name: string;
  /** Where it was written, from the top of the repository, with `/`. */
  readonly file: string;
  readonly probe: ProbeKind;
  /** Whether this release changed it; others are watched so that the next release has something to compare with. */
  readonly changed: boolean;
  /** In words, why no file of the build holds a probe for it (`unverifiable`); absent where one does. */
  readonly unverifiable?: string;
}

/** By what the bytes of a file are known. */
export interface FileDigest {
  readonly size: number;
  /** What `toResidue` says of them: 16 hexadecimal digits. */
  readonly residue: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Text to insert into one file as it will run. Nothing is inserted where the digest of the file is another. */
export interface PlannedFile extends FileDigest {
  /** From the folder of the manifest, with `/`; never outside of it. */
  readonly path: string;
  /** What is inserted where: rising UTF-16 offsets into the text, on the line where it stands. */
  readonly edits: readonly (readonly [offset: number, text: string])[];
  /** The functions that it holds, by index. */
  readonly functions: readonly number[];
  /** The file's source map after the edits, as JSON, where columns matter: bundles of one line. */
  readonly map?: string;
}

/** Which functions are watched, and the text that watches them. Part of `seatrial.release.json`; names no person. */
export interface ProbePlan {
  /** 16 hexadecimal digits over the ids and kinds of the functions, which the inserted text carries. */
  readonly id: string;
  readonly functions: readonly PlannedFunction[];
  readonly files: readonly PlannedFile[];
}

/** The registered symbol under which `@seatrial/probes` leaves its registry on `globalThis`. */
export const probeRegistryKey: symbol = Symbol.for('seatrial.probes');

/**
 * What the text inserted into a file works with, by the names that the text uses. Every array has an element for each
 * function of the plan.
 */
export interface ProbeHooks {
  /** Calls since the last reading. */
  readonly c: Uint32Array;
  /** Calls until the next one that is timed. */
  readonly k: Int32Array;
  /** Starts timing a call; gives what to hand to `l`, or 0 where the call is not timed. */
  s(index: number): object | 0;
  /** Notes that a call ended in this error. */
  x(index: number, error: unknown): void;
  /** Ends timing a call. */
  l(index: number, call: object): void;
}

/** What is found under {@link probeRegistryKey}. */
export interface ProbeRegistry {
  /** Called once by each file that holds probes, when it is loaded; `file` is its place in {@link ProbePlan.files}. */
  open(plan: string, file: number): ProbeHooks | undefined;
}
