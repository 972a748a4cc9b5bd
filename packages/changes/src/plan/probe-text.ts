import type { ProbeKind } from '@seatrial/model';
import type { ProbeFile, ProbeSite } from './probe-site.ts';

/** The names that the inserted text uses in one file. */
export interface ProbeNames {
  /** What the names of the registry's parts begin with: `__st_`. */
  readonly stem: string;
  /** The number that a timed call began with. */
  readonly start: string;
  readonly error: string;
}

/** Names that the file does not have. */
export function toProbeNames(text: string): ProbeNames {
  for (let index = 0; ; index += 1) {
    const mark = index === 0 ? '' : String(index);
    const names = { stem: `__st${mark}_`, start: `$st${mark}`, error: `$se${mark}` };
    if (!Object.values(names).some((name) => text.includes(name))) return names;
  }
}

/** By what a file that already holds probes is known. */
const probeMark = 'globalThis[Symbol.for("seatrial.probes")]';

/**
 * The line that binds the registry's parts, or others that do nothing where there is no registry. It is a destructured
 * `const`, since V8 puts the address of an array into the code of a module only for what cannot be bound anew.
 */
export function toPrologue(names: ProbeNames, plan: string, file: number, early: boolean): string {
  const { stem } = names;
  const opened = `${probeMark}?.open("${plan}",${file})`;
  const parts = ['c', 'k', 's', 'x', 'l'].map((part) => `${part}:${stem}${part}`).join();
  const inert = '{c:new Uint32Array(0),k:new Int32Array(0),s(){return 0},x(){},l(){}}';
  // Before the file has run a line, the registry is asked anew for each call.
  const before = early ? `function ${stem}e(i){const h=${opened};if(h!==void 0)h.c[i]++}` : '';
  return `const {${parts}}=${opened}??${inert};${before}`;
}

/** What is inserted at the two ends of a function. */
export function toProbeText(
  names: ProbeNames,
  site: ProbeSite,
  kind: ProbeKind,
  index: number,
): { readonly enter: string; readonly leave: string } {
  const { stem, start, error } = names;
  const count = `${stem}c[${index}]++;`;
  const timed = `${count}if(--${stem}k[${index}]<0)${start}=${stem}s(${index});`;
  const isFull = kind === 'full';
  const counted = isFull ? timed : count;
  // A constant that has no value yet throws: that is the one guard which costs nothing once the function is optimised.
  const guarded = site.isEarly ? `try{${counted}}catch{${stem}e(${index})}` : counted;
  const noted = site.isEarly ? `try{${stem}x(${index},${error})}catch{}` : `${stem}x(${index},${error})`;
  const head = `${site.afterDirectives ? ';' : ''}${isFull ? `let ${start}=0;` : ''}${guarded}`;
  const tail = `}catch(${error}){${noted};throw ${error}}finally{if(${start}!==0)${stem}l(${index},${start})}`;
  if (!site.isExpression) return isFull ? { enter: `${head}try{`, leave: tail } : { enter: head, leave: '' };
  return isFull ? { enter: `{${head}try{return(`, leave: `)${tail}}` } : { enter: `{${head}return(`, leave: ')}' };
}

/** Whether text has been inserted into a file already. */
export function hasProbes(file: Pick<ProbeFile, 'text'>): boolean {
  return file.text.includes(probeMark);
}
