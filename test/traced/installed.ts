/**
 * Loads a package of test/traced/package.json, which a first `npm ci` does without. `undefined` where it is not installed;
 * in CI that is a failure, since there everything has to run.
 */
export async function loadInstalled<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    if (process.env['SEATRIAL_TESTS_COMPLETE'] !== undefined)
      throw new Error(`${name} is not installed, and SEATRIAL_TESTS_COMPLETE asks for every test`, { cause: error });
    console.warn(`tests with ${name} are skipped: ${notInstalled}`);
    return undefined;
  }
}

/** The reason, for the name of a skipped test. */
export const notInstalled = 'not installed, run: npm ci --prefix test/traced --ignore-scripts';
