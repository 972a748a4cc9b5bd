const privateAddress =
  /^(?:::ffff:)?(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd]|fe[89ab])/i;
const version4 = /^((?:::ffff:)?\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i;

/**
 * The network of a client's address, since an address names a household: of IPv4 the first three bytes, of IPv6 the first
 * three groups. Private addresses and names stay: they are of our own machines.
 */
export function redactAddress(address: string): string {
  if (privateAddress.test(address)) return address;
  const network = version4.exec(address)?.[1];
  if (network !== undefined) return `${network}.0`;
  if (!/^[\da-f:]+$/i.test(address) || !address.includes(':')) return address;
  const groups = (address.split('::', 1)[0] ?? '').split(':').filter((group) => group !== '');
  return `${groups.slice(0, 3).join(':')}::`;
}
