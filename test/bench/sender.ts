import { parentPort, workerData } from 'node:worker_threads';

const { url, requests, rounds } = workerData as {
  readonly url: string;
  readonly requests: readonly Uint8Array[];
  readonly rounds: number;
};

async function send(from: number, step: number): Promise<void> {
  for (let round = from; round < rounds; round += step) {
    const body = requests[round % requests.length];
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from(body ?? []),
    });
    if (!response.ok) throw new Error(`the receiver answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
}

parentPort?.on('message', () => {
  void Promise.all([0, 1, 2, 3].map((from) => send(from, 4))).then(() => parentPort?.postMessage('sent'));
});
parentPort?.postMessage('ready');
