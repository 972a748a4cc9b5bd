import type { TracedOptions } from './options.ts';

/** Any function at all. */
export type AnyFunction = (...args: never[]) => unknown;
/** Any class at all. */
export type AnyClass = abstract new (...args: never[]) => unknown;

/** What `@traced('name')` and `@traced({ … })` are: a decorator of either kind, for whatever can be traced. */
export interface TracedDecorator {
  /** A method, getter or setter (standard decorators). */
  <F extends AnyFunction>(
    value: F,
    context:
      | ClassMethodDecoratorContext<never>
      | ClassGetterDecoratorContext<never>
      | ClassSetterDecoratorContext<never>,
  ): F;
  /** An `accessor` (standard decorators). */
  <T, V>(
    value: ClassAccessorDecoratorTarget<T, V>,
    context: ClassAccessorDecoratorContext<T, V>,
  ): ClassAccessorDecoratorResult<T, V>;
  /** A field that holds a function (standard decorators). */
  (value: undefined, context: ClassFieldDecoratorContext<never>): <F>(initial: F) => F;
  /** A class: all its own methods (standard decorators). */
  <C extends AnyClass>(value: C, context: ClassDecoratorContext): C;
  /** A method, getter or setter (`experimentalDecorators`). */
  <T>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): TypedPropertyDescriptor<T>;
  /** A class: all its own methods (`experimentalDecorators`). */
  <C extends AnyClass>(value: C): C;
}

/** Marks a method that a class-level `@traced` leaves alone. */
export interface SkipDecorator {
  (value: AnyFunction, context: ClassMethodDecoratorContext<never>): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/** {@link traced} in all its forms. */
export interface Traced extends TracedDecorator {
  /** `@traced('name')`: a decorator. */
  (name: string): TracedDecorator;
  /** `@traced({ … })`: a decorator. */
  (options: TracedOptions): TracedDecorator;
  /** `traced('name', fn)`: the function, traced. */
  <F extends AnyFunction>(name: string, fn: F): F;
  /** `traced({ … }, fn)`: the function, traced. */
  <F extends AnyFunction>(options: TracedOptions, fn: F): F;
  /** `traced(fn)`: the function, traced. */
  <F extends AnyFunction>(fn: F): F;
  /** `@traced.skip` leaves a method of a traced class alone. */
  readonly skip: SkipDecorator;
}
