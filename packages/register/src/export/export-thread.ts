import { workerData } from 'node:worker_threads';
import type { Answer, Order, ThreadData } from './messages.ts';
import { Outbox } from './outbox.ts';
import { createSend, toTimeoutMs } from './send.ts';

// The network, the compression and the waiting for a slow backend happen here, away from the service's event loop.
const { protocols, port, done, mostBytes } = workerData as ThreadData;
const tell = (answer: Answer): void => port.postMessage(answer);
const outbox = new Outbox({
  send: createSend(protocols),
  report: tell,
  timeoutMs: (batch) => toTimeoutMs(batch.signal),
  mostBytes,
});

port.on('message', (order: Order) => {
  if (order.kind === 'batch') outbox.add(order.batch);
  else if (order.kind === 'drain') void outbox.drain().then((clean) => tell({ kind: 'drained', id: order.id, clean }));
  else void finish(order);
});

async function finish(order: Extract<Order, { readonly kind: 'finish' }>): Promise<void> {
  for (const batch of order.batches) outbox.add(batch);
  await outbox.drain();
  tell({ kind: 'finished', left: outbox.items });
  Atomics.add(done, 0, 1);
  Atomics.notify(done, 0);
}
