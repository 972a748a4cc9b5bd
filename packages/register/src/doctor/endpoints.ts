import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { DoctorEndpoint } from '@seatrial/model';
import type { Protocols } from '../export/batch.ts';
import { startThread } from '../thread.ts';
import type { RunningSdk } from './recorder.ts';

/** What the thread that asks endpoints is started with. */
export interface EndpointQuestion extends Pick<RunningSdk, 'exporters'> {
  readonly protocols: Protocols;
  readonly port: MessagePort;
  readonly done: Int32Array<SharedArrayBuffer>;
}

const mostWaitMs = 4000;

/**
 * Asks each signal's endpoint whether it answers, in a thread, where nothing is instrumented.
 * @returns a function that answers with what is known, and where `wait` is true stands still until it is.
 */
export function askEndpoints({ exporters, protocols }: RunningSdk): (wait: boolean) => readonly DoctorEndpoint[] {
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const question: EndpointQuestion = { exporters, protocols, port: port2, done };
  startThread(new URL('endpoint-thread.js', import.meta.url), 'seatrial-doctor', question, [port2]).on(
    'error',
    () => {},
  );
  port1.unref();
  let answers: readonly DoctorEndpoint[] = [];
  return (wait) => {
    if (wait && answers.length === 0) Atomics.wait(done, 0, 0, mostWaitMs);
    const received = receiveMessageOnPort(port1);
    if (received !== undefined) answers = received.message as readonly DoctorEndpoint[];
    return answers;
  };
}
