import { createHash } from 'node:crypto';

/** 12 hexadecimal digits over a file and the name of a function in it. */
export function toFunctionId(file: string, name: string): string {
  return createHash('sha256').update(`${file}\0${name}`).digest('hex').slice(0, 12);
}
