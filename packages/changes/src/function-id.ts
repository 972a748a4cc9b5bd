import { hash } from 'node:crypto';

/** 12 hexadecimal digits over a file and the name of a function in it. */
export function toFunctionId(file: string, name: string): string {
  return hash('sha256', `${file}\0${name}`).slice(0, 12);
}
