import { BlockList, isIP } from 'node:net';

/** RFC 1918, RFC 4193, loopback and link-local: addresses that no packet of the Internet comes from. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** True for a private address, as an IPv4 one within IPv6 (`::ffff:10.0.0.1`) too. */
export function isPrivateAddress(address: string): boolean {
  privateAddresses ??= createPrivateRanges();
  return privateAddresses.has(address);
}

let privateAddresses: AddressRanges | undefined;

function createPrivateRanges(): AddressRanges {
  const ranges = new AddressRanges();
  for (const range of privateRanges) ranges.add(range);
  return ranges;
}

/** An address as a socket or a URL writes it, without brackets, zone and the IPv6 form of an IPv4 one. */
export function toPlainAddress(given: string): string {
  const bare = given.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare;
}

/** Ranges of addresses. Node.js loads half a mebibyte for the first; most services name none, and idle ones ask for none. */
export class AddressRanges {
  #list: BlockList | undefined;

  /** Adds `10.0.0.1` or `10.0.0.0/8`; false where it is neither. */
  add(text: string): boolean {
    const [given = '', bits, ...rest] = text.split('/');
    const address = toPlainAddress(given);
    const family = isIP(address);
    if (family === 0 || rest.length > 0) return false;
    const length = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
    if (bits === '' || !Number.isInteger(length) || length < 0 || length > (family === 6 ? 128 : 32)) return false;
    this.#list ??= new BlockList();
    this.#list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
    return true;
  }

  has(given: string): boolean {
    if (this.#list === undefined) return false;
    const address = toPlainAddress(given);
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}
