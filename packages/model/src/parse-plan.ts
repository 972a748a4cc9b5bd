import { SeatrialError } from './error.ts';
import { limits } from './limits.ts';
import { createProbeTextCheck } from './probe-text.ts';
import type { PlannedFile, PlannedFunction, ProbePlan } from './probe-plan.ts';

/**
 * Reads a probe plan out of parsed JSON. A plan is code that will run: whatever does not fit its form is refused, with
 * all of it. Unknown keys are kept out.
 * @throws SeatrialError `SEATRIAL_BAD_MANIFEST`, with the path given in `where` and what is wrong.
 */
export function parseProbePlan(value: unknown, where: string): ProbePlan {
  return new PlanReader(where).read(value);
}

const mostNameLength = 1000;
// One expression for all lengths: V8 compiles each at its second use, which takes longer than all it is used for.
const noHexDigit = /[^0-9a-f]/;

type Fields = Readonly<Record<string, unknown>>;

/** Follows where it is by numbers: a plan in order pays for no text about itself. */
class PlanReader {
  readonly #where: string;
  #isProbeText: (text: string) => boolean = () => false;
  #list: 'functions' | 'files' | undefined;
  #index = 0;
  #edit: number | undefined;

  constructor(where: string) {
    this.#where = where;
  }

  read(value: unknown): ProbePlan {
    const plan = this.#toObject(value);
    const id = this.#toHex(plan['id'], 'id', 16);
    this.#isProbeText = createProbeTextCheck(id);
    const functions = this.#toList(plan['functions'], 'functions', limits.plannedFunctions);
    const files = this.#toList(plan['files'], 'files', limits.plannedFiles);
    this.#list = 'functions';
    const readFunctions = functions.map((entry, index) => this.#toFunction(entry, index));
    this.#list = 'files';
    return {
      id,
      functions: readFunctions,
      files: files.map((entry, index) => this.#toFile(entry, index, functions.length)),
    };
  }

  #toFunction(value: unknown, index: number): PlannedFunction {
    this.#index = index;
    const entry = this.#toObject(value);
    const { probe, changed, unverifiable } = entry;
    if (probe !== 'full' && probe !== 'count') return this.#fail('probe', 'is neither "full" nor "count"');
    if (typeof changed !== 'boolean') return this.#fail('changed', 'is neither true nor false');
    const read = {
      id: this.#toHex(entry['id'], 'id', 12),
      name: this.#toText(entry['name'], 'name'),
      file: this.#toText(entry['file'], 'file'),
      probe,
      changed,
    } as const;
    return unverifiable === undefined ? read : { ...read, unverifiable: this.#toText(unverifiable, 'unverifiable') };
  }

  #toFile(value: unknown, index: number, functions: number): PlannedFile {
    this.#index = index;
    const entry = this.#toObject(value);
    const path = this.#toText(entry['path'], 'path');
    if (!isInside(path)) this.#fail('path', `is ${JSON.stringify(path)}, which leads out of the folder`);
    const edits = this.#toEdits(this.#toList(entry['edits'], 'edits', 4 * limits.plannedFunctions));
    const { map, size } = entry;
    if (map !== undefined && typeof map !== 'string') this.#fail('map', 'is not a text');
    const isSize = typeof size === 'number' && Number.isSafeInteger(size);
    const read = {
      path,
      size: isSize ? size : this.#fail('size', 'is no whole number'),
      residue: this.#toHex(entry['residue'], 'residue', 16),
      sha256: this.#toHex(entry['sha256'], 'sha256', 64),
      edits,
      functions: this.#toList(entry['functions'], 'functions', limits.plannedFunctions).map((each) => {
        const isIndex = typeof each === 'number' && Number.isInteger(each) && each >= 0 && each < functions;
        return isIndex ? each : this.#fail('functions', `names ${JSON.stringify(each)}, no function of the plan`);
      }),
    };
    return typeof map === 'string' ? { ...read, map } : read;
  }

  #toEdits(edits: readonly unknown[]): PlannedFile['edits'] {
    let last = 0;
    const read = edits.map((edit, index) => {
      this.#edit = index;
      const pair = this.#toEdit(edit);
      if (pair[0] < last) this.#fail('', 'stands before the one in front of it');
      last = pair[0];
      return pair;
    });
    this.#edit = undefined;
    return read;
  }

  #toEdit(value: unknown): readonly [number, string] {
    const pair = this.#toList(value, '', 2);
    // By their places: code that runs a hundred times and never again is slow where it iterates.
    const offset = pair[0];
    const text = pair[1];
    const isOffset = typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0;
    if (!isOffset || typeof text !== 'string') return this.#fail('', 'is not a pair of offset and text');
    if (text.length > limits.plannedEditLength)
      this.#fail('', `inserts ${text.length} characters, at most ${limits.plannedEditLength} are allowed`);
    if (!this.#isProbeText(text))
      this.#fail('', `inserts ${JSON.stringify(text.slice(0, 100))}, which is no probe of this plan`);
    return [offset, text];
  }

  #toObject(value: unknown): Fields {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : this.#fail('', 'is not an object');
  }

  #toList(value: unknown, key: string, most: number): readonly unknown[] {
    if (!Array.isArray(value)) return this.#fail(key, 'is not a list');
    return value.length <= most
      ? (value as readonly unknown[])
      : this.#fail(key, `has ${value.length} entries, at most ${most} are allowed`);
  }

  #toHex(value: unknown, key: string, length: number): string {
    const text = this.#toText(value, key);
    return text.length === length && !noHexDigit.test(text)
      ? text
      : this.#fail(key, `is ${JSON.stringify(text)}, not ${length} hexadecimal digits`);
  }

  #toText(value: unknown, key: string): string {
    if (typeof value !== 'string' || value === '')
      return this.#fail(key, `is ${JSON.stringify(value) ?? 'absent'}, not a text`);
    return value.length <= mostNameLength
      ? value
      : this.#fail(key, `has ${value.length} characters, at most ${mostNameLength} are allowed`);
  }

  /** @param key of what is wrong in the entry that is being read; empty for the entry itself */
  #fail(key: string, what: string): never {
    const entry = this.#list === undefined ? '' : `.${this.#list}[${this.#index}]`;
    const edit = this.#edit === undefined ? '' : `.edits[${this.#edit}]`;
    const name = `plan${entry}${edit}${key === '' ? '' : `.${key}`}`;
    throw new SeatrialError(
      'SEATRIAL_BAD_MANIFEST',
      `${this.#where}: ${name} ${what}. Write it again with "npx seatrial build --from", or remove its "plan".`,
    );
  }
}

function isInside(path: string): boolean {
  const parts = `/${path}/`;
  return !path.includes('\\') && path[1] !== ':' && !['//', '/./', '/../'].some((each) => parts.includes(each));
}
