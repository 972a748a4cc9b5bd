import { isIP } from 'node:net';

/** Addresses that a file of hosts(5) has for a name, in its order. Names are compared without regard to case. */
export function toHostAddresses(text: string, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return isIP(address) > 0 && names.some((each) => each.toLowerCase() === wanted) ? [address] : [];
  });
}
