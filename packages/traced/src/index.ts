export { traced } from './traced.ts';
export { span } from './span.ts';
export type { BlockOptions } from './span.ts';
export type { CapturedPlace, TracedOptions } from './options.ts';
// For those who wrap `traced` in a decorator of their own.
export type { AnyClass, AnyFunction, SkipDecorator, Traced, TracedDecorator } from './signatures.ts';
