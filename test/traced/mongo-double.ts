import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { loadInstalled } from './installed.ts';

interface Bson {
  serialize(document: object): Uint8Array;
  deserialize(bytes: Uint8Array): Readonly<Record<string, unknown>>;
}

export interface MongoDouble {
  readonly url: string;
  /** The names of the commands that came, without the handshake's. */
  readonly commands: readonly string[];
  close(): Promise<void>;
}

const opMsg = 2013;

/** A server that speaks just enough of MongoDB's wire protocol (OP_MSG) for one `find` that answers with one product. */
export async function startMongoDouble(): Promise<MongoDouble> {
  const bson = await loadInstalled<Bson>('bson');
  if (bson === undefined) throw new Error('bson comes with mongoose');
  const commands: string[] = [];
  const answer = (request: Readonly<Record<string, unknown>>): object => {
    const [name = ''] = Object.keys(request);
    if (name === 'hello')
      return { ok: 1, helloOk: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 25, readOnly: false };
    commands.push(name);
    if (name !== 'find') return { ok: 1 };
    return { ok: 1, cursor: { id: 0n, ns: 'test.products', firstBatch: [{ _id: 1, sku: 'rope' }] } };
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const message = pending.subarray(0, pending.readInt32LE(0));
        pending = pending.subarray(message.length);
        // Header of 16 bytes, flags of 4, the kind of the section, the document.
        const body = bson.serialize(answer(bson.deserialize(message.subarray(21))));
        const head = Buffer.alloc(21);
        head.writeInt32LE(21 + body.length, 0);
        head.writeInt32LE(message.readInt32LE(4), 8);
        head.writeInt32LE(opMsg, 12);
        socket.write(Buffer.concat([head, body]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/test`,
    commands,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
