import { toSix } from './numbers.ts';
import type { Events } from './verdict.ts';

export function toEvents(requests: number, events: number): Events {
  return { requests, events, rate: requests === 0 ? null : toSix(events / requests) };
}
