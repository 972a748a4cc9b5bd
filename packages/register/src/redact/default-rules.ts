import { redactAddress } from './address.ts';
import { redactKey, redactQueryText } from './query-text.ts';
import type { MutableAttributes } from './redact.ts';
import { redactText } from './text.ts';
import { redactUrl } from './url.ts';

/**
 * Replaces what can carry secrets in the attributes that instrumentations write. Without a loop, like the stamp: this runs
 * for every span, and each access then has one key, which V8 remembers.
 */
export function redactByName(attributes: MutableAttributes): void {
  const full = attributes['url.full'];
  if (typeof full === 'string') attributes['url.full'] = redactUrl(full);
  const query = attributes['url.query'];
  if (typeof query === 'string') attributes['url.query'] = redactUrl(query);
  // Names of before 2024, which instrumentations of others still write.
  const url = attributes['http.url'];
  if (typeof url === 'string') attributes['http.url'] = redactUrl(url);
  const target = attributes['http.target'];
  if (typeof target === 'string') attributes['http.target'] = redactUrl(target);
  const text = attributes['db.query.text'];
  if (typeof text === 'string') attributes['db.query.text'] = redactQueryText(text, attributes['db.system.name']);
  const statement = attributes['db.statement'];
  if (typeof statement === 'string') attributes['db.statement'] = redactQueryText(statement, attributes['db.system']);
  const key = attributes['db.memcached.key'];
  if (typeof key === 'string') attributes['db.memcached.key'] = redactKey(key);
  const client = attributes['client.address'];
  if (typeof client !== 'string') return;
  attributes['client.address'] = redactAddress(client);
  // Beside the client's address it is the peer of a server, which is the client where no proxy lies between.
  const peer = attributes['network.peer.address'];
  if (typeof peer === 'string') attributes['network.peer.address'] = redactAddress(peer);
}

/** The exception that an event or a log record holds. */
export function redactException(attributes: MutableAttributes): void {
  const message = attributes['exception.message'];
  if (typeof message === 'string') attributes['exception.message'] = redactText(message);
  const stack = attributes['exception.stacktrace'];
  if (typeof stack === 'string') attributes['exception.stacktrace'] = redactText(stack);
}
