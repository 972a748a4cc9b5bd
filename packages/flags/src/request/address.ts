import { BlockList, isIP } from 'node:net';

/** RFC 1918, RFC 4193, loopback and link-local: addresses that no packet of the Internet comes from. */
const privateRanges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];

const privateAddresses = new BlockList();
for (const [address, bits, family] of privateRanges) privateAddresses.addSubnet(address, bits, family);

/** True for a private address, as an IPv4 one within IPv6 (`::ffff:10.0.0.1`) too. */
export function isPrivateAddress(address: string): boolean {
  return isWithin(privateAddresses, address);
}

/** An address as a socket or a URL writes it, without brackets, zone and the IPv6 form of an IPv4 one. */
export function toPlainAddress(given: string): string {
  const bare = given.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare;
}

export function isWithin(list: BlockList, given: string): boolean {
  const address = toPlainAddress(given);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Adds `10.0.0.1` or `10.0.0.0/8`; false where it is neither. */
export function addRange(list: BlockList, text: string): boolean {
  const [given = '', bits, ...rest] = text.split('/');
  const address = toPlainAddress(given);
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  const length = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
  if (bits === '' || !Number.isInteger(length) || length < 0 || length > (family === 6 ? 128 : 32)) return false;
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  return true;
}
