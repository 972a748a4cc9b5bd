import type { SpanOptions } from '@opentelemetry/api';
import { isAsyncFunction } from 'node:util/types';
import type { CodeAttributes } from './code-attributes.ts';
import { attempt } from './line.ts';
import { findLocation } from './location.ts';
import type { Origin } from './location.ts';
import type { TracedOptions } from './options.ts';
import type { AnyFunction } from './signatures.ts';

/** What every span of a function has in common. */
export interface Description {
  readonly name: string;
  readonly options: SpanOptions;
  /** Not known for a block. */
  readonly code: CodeAttributes | undefined;
}

/** A traced function, seen from its definition. */
export interface Site {
  readonly options: TracedOptions;
  /** Its own name: `checkout`, `get total`, `#charge`, `[Symbol.iterator]`; empty where it has none. */
  readonly member: string;
  readonly original: AnyFunction;
  readonly origin: Origin | undefined;
  /** The class that it is defined in, once one is known; from an instance, if need be. */
  readonly findOwner: ((self: unknown) => string | undefined) | undefined;
  /** It is an async function, and so makes a new promise at each call. */
  readonly makesPromises: boolean;
  /** Worked out at the first span, and kept. */
  description: Description | undefined;
  attemptsLeft: number;
}

export type SiteInput = Pick<Site, 'options' | 'member' | 'original' | 'origin'> & {
  readonly findOwner?: Site['findOwner'];
};

export function createSite({ options, member, original, origin, findOwner }: SiteInput): Site {
  return {
    options,
    member,
    original,
    origin,
    findOwner,
    makesPromises: isAsyncFunction(original),
    description: undefined,
    // A method that is called without its object tells no class: look again, but not for ever.
    attemptsLeft: 3,
  };
}

/** Name and attributes of the function's spans. Done once, at its first span, since a program defines more than it runs. */
export function describeSite(site: Site, self: unknown): Description {
  const owner = attempt('finding a class', () => site.findOwner?.(self));
  const location = attempt('finding a definition', () => findLocation(site.origin, site.original, site.member));
  const functionName = toFunctionName(owner, site.member || site.options.name || '<anonymous>');
  const { kind, attributes, name } = site.options;
  const description: Description = {
    name: name ?? functionName,
    code: { functionName, path: location?.path, line: location?.line },
    options: { ...(kind === undefined ? {} : { kind }), ...(attributes === undefined ? {} : { attributes }) },
  };
  site.attemptsLeft -= 1;
  if (owner !== undefined || site.findOwner === undefined || site.attemptsLeft <= 0) site.description = description;
  return description;
}

/** As stack traces and editors write it: `Shop.checkout`, and `Shop[Symbol.iterator]` for a symbol. */
function toFunctionName(owner: string | undefined, member: string): string {
  if (owner === undefined || owner === '') return member;
  return member.startsWith('[') ? `${owner}${member}` : `${owner}.${member}`;
}

/** The name that V8 gives a function under that key. */
export function toMemberName(key: string | symbol, prefix?: 'get' | 'set'): string {
  const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
  return prefix === undefined ? name : `${prefix} ${name}`;
}
