import { createRequests } from './requests.ts';

// A process of its own, so that its CPU time is not counted as the receiver's.
const [url = '', rounds = '0'] = process.argv.slice(2);
const requests = createRequests(20);

async function send(from: number, step: number): Promise<void> {
  for (let round = from; round < Number(rounds); round += step) {
    const body = Buffer.from(requests[round % requests.length] ?? []);
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body });
    if (!response.ok) throw new Error(`the receiver answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
}

process.on('message', () => {
  void Promise.all([0, 1, 2, 3].map((from) => send(from, 4))).then(() => process.send?.('sent'));
});
process.send?.('ready');
