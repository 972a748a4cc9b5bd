import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server at port 53 of a loopback address: a double for what is not ours. It knows addresses of IPv4 alone. */
export interface NameServer {
  /** Names asked for, in turn, each once. */
  asked(): readonly string[];
  close(): void;
}

/** @param names addresses by name; a function of the name where they change; `undefined` where it never answers. */
export async function createNameServer(
  address: string,
  names: ((name: string) => string | undefined) | undefined,
): Promise<NameServer> {
  const asked = new Set<string>();
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const question = readQuestion(query);
    asked.add(question.name);
    if (names === undefined) return;
    socket.send(formatAnswer(query, question, names(question.name)), from.port, from.address);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
  return { asked: () => [...asked], close: () => socket.close() };
}

interface Question {
  readonly name: string;
  readonly type: number;
  /** Where the question ends in the message. */
  readonly end: number;
}

const headBytes = 12;
const ipv4 = 1;

/** RFC 1035, 4.1: a head of 12 bytes, then labels, each behind its length, then type and class. */
function readQuestion(query: Buffer): Question {
  const labels: string[] = [];
  let at = headBytes;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function formatAnswer(query: Buffer, { type, end }: Question, address: string | undefined): Buffer {
  const answers = address !== undefined && type === ipv4 ? [Buffer.from(address.split('.').map(Number))] : [];
  const head = Buffer.alloc(headBytes);
  query.copy(head, 0, 0, 2);
  // An answer, recursion wished for and to be had; 3 is "no such name".
  head.writeUInt16BE(0x8180 | (address === undefined ? 3 : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  // The name is the one at byte 12; type, class, a minute to live, and the length of what follows.
  const records = answers.map((bytes) =>
    Buffer.concat([Buffer.from([0xc0, headBytes, 0, ipv4, 0, 1, 0, 0, 0, 60, 0, bytes.length]), bytes]),
  );
  return Buffer.concat([head, query.subarray(headBytes, end), ...records]);
}
