import type { LookupAddress, LookupOptions } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { callbackify } from 'node:util';
import { toHostAddresses } from './hosts-file.ts';
import { askNameServers } from './name-servers.ts';
import { parseSearchList, toQuestions } from './search-list.ts';
import { askSystem } from './system-name.ts';

type LookupCallback = Parameters<LookupFunction>[2];

const loopback: readonly string[] = ['127.0.0.1', '::1'];

/**
 * Finds the addresses of a receiver as `dns.lookup` does, without holding the process at its end: in the file of hosts,
 * from name servers, and what neither has, from the system.
 * @throws Error with code `ENOTFOUND`, or `EAI_AGAIN` where no name server answers in time.
 */
export async function findAddresses(name: string): Promise<readonly LookupAddress[]> {
  const written = toHostAddresses(read('/etc/hosts'), name);
  if (written.length > 0) return toAddresses(written);
  // They are this machine, whatever a name server would say (RFC 6761, 6.3).
  if (/(^|\.)localhost\.?$/i.test(name)) return toAddresses(loopback);
  const settings = read('/etc/resolv.conf');
  const found = await askNameServers(name, toQuestions(name, parseSearchList(settings)), settings);
  return found.length > 0 ? found : askSystem(name);
}

const find = callbackify(findAddresses);

/** The same as an option of `net.connect`, for agents of http and https; `undefined` on Windows, which has no such files. */
export const lookup: LookupFunction | undefined = process.platform === 'win32' ? undefined : lookUp;

function lookUp(name: string, options: LookupOptions, callback: LookupCallback): void {
  find(name, (error: NodeJS.ErrnoException | null, addresses) => {
    if (error === null) answer(addresses, options, callback);
    else callback(error, []);
  });
}

function answer(
  addresses: readonly LookupAddress[],
  { all, family = 0 }: LookupOptions,
  callback: LookupCallback,
): void {
  const only = Number(String(family).replace('IPv', ''));
  const isLast = process.getBuiltinModule('node:dns').getDefaultResultOrder() === 'ipv6first' ? 4 : 6;
  const sorted = addresses
    .filter((each) => only === 0 || each.family === only)
    .toSorted((a, b) => Number(a.family === isLast) - Number(b.family === isLast));
  const [first] = sorted;
  if (first === undefined)
    callback(Object.assign(new Error(`there is no address of IPv${only}`), { code: 'ENOTFOUND' }), []);
  else if (all === true) callback(null, sorted);
  else callback(null, first.address, first.family);
}

function toAddresses(texts: readonly string[]): readonly LookupAddress[] {
  return texts.map((address) => ({ address, family: isIP(address) }));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
