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
  const plan = new PlanReader(where);
  return plan.read(value);
}

const mostNameLength = 1000;
// One expression for all lengths: V8 compiles each at its second use, which takes longer than all it is used for.
const noHexDigit = /[^0-9a-f]/;

type Fields = Readonly<Record<string, unknown>>;

class PlanReader {
  readonly #where: string;
  #isProbeText: (text: string) => boolean = () => false;

  constructor(where: string) {
    this.#where = where;
  }

  read(value: unknown): ProbePlan {
    const plan = this.#object(value, 'plan');
    const id = this.#hex(plan['id'], 'plan.id', 16);
    this.#isProbeText = createProbeTextCheck(id);
    const functions = this.#list(plan['functions'], 'plan.functions', limits.plannedFunctions).map((entry, index) =>
      this.#function(entry, `plan.functions[${index}]`),
    );
    const files = this.#list(plan['files'], 'plan.files', limits.plannedFiles).map((entry, index) =>
      this.#file(entry, `plan.files[${index}]`, functions.length),
    );
    return { id, functions, files };
  }

  #function(value: unknown, name: string): PlannedFunction {
    const entry = this.#object(value, name);
    const { probe, changed, unverifiable } = entry;
    if (probe !== 'full' && probe !== 'count') return this.#fail(`${name}.probe is neither "full" nor "count"`);
    if (typeof changed !== 'boolean') return this.#fail(`${name}.changed is neither true nor false`);
    return {
      id: this.#hex(entry['id'], `${name}.id`, 12),
      name: this.#text(entry['name'], `${name}.name`),
      file: this.#text(entry['file'], `${name}.file`),
      probe,
      changed,
      ...(unverifiable !== undefined && { unverifiable: this.#text(unverifiable, `${name}.unverifiable`) }),
    };
  }

  #file(value: unknown, name: string, functions: number): PlannedFile {
    const entry = this.#object(value, name);
    const path = this.#text(entry['path'], `${name}.path`);
    if (!isInside(path)) this.#fail(`${name}.path is ${JSON.stringify(path)}, which leads out of the folder`);
    let last = 0;
    const edits = this.#list(entry['edits'], `${name}.edits`, 4 * limits.plannedFunctions).map((edit, index) => {
      const read = this.#edit(edit, `${name}.edits[${index}]`);
      if (read[0] < last) this.#fail(`${name}.edits[${index}] stands before the one in front of it`);
      last = read[0];
      return read;
    });
    const { map, size } = entry;
    if (map !== undefined && typeof map !== 'string') this.#fail(`${name}.map is not a text`);
    return {
      path,
      size: Number.isSafeInteger(size) ? (size as number) : this.#fail(`${name}.size is no whole number`),
      residue: this.#hex(entry['residue'], `${name}.residue`, 16),
      sha256: this.#hex(entry['sha256'], `${name}.sha256`, 64),
      edits,
      functions: this.#list(entry['functions'], `${name}.functions`, limits.plannedFunctions).map((index) => {
        const isIndex = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < functions;
        return isIndex
          ? index
          : this.#fail(`${name}.functions names ${JSON.stringify(index)}, no function of the plan`);
      }),
      ...(typeof map === 'string' && { map }),
    };
  }

  #edit(value: unknown, name: string): readonly [number, string] {
    const pair = this.#list(value, name, 2);
    const offset = pair[0];
    const text = pair[1];
    const isOffset = typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0;
    if (!isOffset || typeof text !== 'string') return this.#fail(`${name} is not a pair of offset and text`);
    if (text.length > limits.plannedEditLength)
      this.#fail(`${name} inserts ${text.length} characters, at most ${limits.plannedEditLength} are allowed`);
    if (!this.#isProbeText(text))
      this.#fail(`${name} inserts ${JSON.stringify(text.slice(0, 100))}, which is no probe`);
    return [offset, text];
  }

  #object(value: unknown, name: string): Fields {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : this.#fail(`${name} is not an object`);
  }

  #list(value: unknown, name: string, most: number): readonly unknown[] {
    if (!Array.isArray(value)) return this.#fail(`${name} is not a list`);
    return value.length <= most
      ? (value as readonly unknown[])
      : this.#fail(`${name} has ${value.length} entries, at most ${most} are allowed`);
  }

  #hex(value: unknown, name: string, length: number): string {
    const text = this.#text(value, name);
    return text.length === length && !noHexDigit.test(text)
      ? text
      : this.#fail(`${name} is ${JSON.stringify(text)}, not ${length} hexadecimal digits`);
  }

  #text(value: unknown, name: string): string {
    if (typeof value !== 'string' || value === '')
      return this.#fail(`${name} is ${JSON.stringify(value) ?? 'absent'}, not a text`);
    if (value.length > mostNameLength)
      return this.#fail(`${name} has ${value.length} characters, at most ${mostNameLength} are allowed`);
    return value;
  }

  #fail(what: string): never {
    throw new SeatrialError(
      'SEATRIAL_BAD_MANIFEST',
      `${this.#where}: ${what}. Write it again with "npx seatrial build --from", or remove its "plan".`,
    );
  }
}

function isInside(path: string): boolean {
  const parts = `/${path}/`;
  return !path.includes('\\') && path[1] !== ':' && !['//', '/./', '/../'].some((each) => parts.includes(each));
}
