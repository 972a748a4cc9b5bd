import { isIP } from 'node:net';
import { AddressRanges, isPrivateAddress, toPlainAddress } from '../request/address.ts';
import type { Say } from '../say.ts';

/** Names that only a private network resolves: RFC 6762 (`.local`), ICANN's `.internal`, Kubernetes' `.svc`, RFC 6761. */
const internalNames = ['.internal', '.local', '.svc', '.localhost'];

/** Hosts whose answer is remembered. */
const most = 1000;

/** Whether Seatrial's entry may be sent to a host. */
export function createHostFilter(propagateTo: readonly string[] = [], say: Say): (host: string) => boolean {
  const ranges = new AddressRanges();
  const suffixes: string[] = [];
  const names = new Set<string>();
  let everywhere = false;
  for (const entry of propagateTo.map((each) => each.toLowerCase())) {
    if (entry === '*') everywhere = true;
    else if (entry.startsWith('*.')) suffixes.push(entry.slice(1));
    else if (!ranges.add(entry)) {
      if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(entry)) names.add(entry);
      else
        say(`propagateTo names "${entry}", which is no host, "*.suffix", range (10.0.0.0/8) or "*"; it is left out.`);
    }
  }
  const answers = new Map<string, boolean>();
  const decide = (given: string): boolean => {
    if (everywhere) return true;
    const host = toPlainAddress(given.toLowerCase().replace(/\.$/, ''));
    if (isIP(host) !== 0) return isPrivateAddress(host) || ranges.has(host);
    if (host === '') return false;
    return (
      !host.includes('.') ||
      names.has(host) ||
      internalNames.some((suffix) => host.endsWith(suffix)) ||
      suffixes.some((suffix) => host.endsWith(suffix))
    );
  };
  return (host) => {
    let answer = answers.get(host);
    if (answer === undefined) {
      answer = decide(host);
      if (answers.size >= most) answers.clear();
      answers.set(host, answer);
    }
    return answer;
  };
}
