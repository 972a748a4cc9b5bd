import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** Starts the load generator in a process of its own. */
export function startLoad(seed: number): ChildProcess {
  return fork(new URL('load.ts', import.meta.url), [String(seed)], { execArgv: ['-C', '@seatrial/source'] });
}

export interface LoadAnswer {
  readonly ready?: number;
  readonly pushedBack?: number;
}

/** Gives the load generator an order and resolves when it is carried out. */
export function ask(load: ChildProcess, order: object): Promise<LoadAnswer> {
  return new Promise((resolve, reject) => {
    const stop = (code: number | null): void => reject(new Error(`the load generator ended with ${code}`));
    load.once('exit', stop);
    load.once('message', (answer) => {
      load.off('exit', stop);
      resolve(answer as LoadAnswer);
    });
    load.send(order);
  });
}
