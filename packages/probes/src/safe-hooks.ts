/**
 * Whether synchronous module hooks leave modules alone that they do not change: until nodejs/node#59929 (22.22.3,
 * 24.11.1, 25.1) any load hook made imports of some CommonJS packages fail.
 */
export function hasSafeHooks(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const isFrom = (fromMinor: number, fromPatch: number): boolean =>
    minor > fromMinor || (minor === fromMinor && patch >= fromPatch);
  if (major === 22) return isFrom(22, 3);
  if (major === 24) return isFrom(11, 1);
  if (major === 25) return isFrom(1, 0);
  return major > 25;
}
