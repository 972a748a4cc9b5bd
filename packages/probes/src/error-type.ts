/** What `error.type` says where nothing fits (OpenTelemetry semantic conventions). */
export const otherErrorType = '_OTHER';

/** A class or code; no sentence, in which somebody's name could be. */
const namePattern = /^[A-Za-z_$][\w$.:-]{0,63}$/;

/**
 * The kind of an error as `error.type`: its own name where it has one, else its class's, for other values what
 * `typeof` says. Messages never.
 */
export function toErrorType(error: unknown): string {
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) return typeof error;
  try {
    const { name, constructor } = error as {
      readonly name?: unknown;
      readonly constructor?: { readonly name?: unknown };
    };
    for (const candidate of name === 'Error' ? [constructor?.name, name] : [name, constructor?.name])
      if (typeof candidate === 'string' && namePattern.test(candidate)) return candidate;
    return otherErrorType;
  } catch {
    return otherErrorType;
  }
}
