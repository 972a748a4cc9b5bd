/** What the parser calls the languages that are read. Plain JavaScript is read as JSX, which React projects write in `.js`. */
export type Language = 'jsx' | 'ts' | 'tsx';

const languages: ReadonlyMap<string, Language> = new Map([
  ['js', 'jsx'],
  ['mjs', 'jsx'],
  ['cjs', 'jsx'],
  ['jsx', 'jsx'],
  ['ts', 'ts'],
  ['mts', 'ts'],
  ['cts', 'ts'],
  ['tsx', 'tsx'],
]);

/** The extensions that are read, without their dot. */
export const sourceExtensions: readonly string[] = [...languages.keys()];

/** The language of a file by its name; `undefined` for what holds no code that runs, declaration files among it. */
export function toLanguage(path: string): Language | undefined {
  if (/\.d\.(?:[cm]?ts|[^./]+\.ts)$/.test(path)) return undefined;
  return languages.get(/\.([a-z]+)$/.exec(path)?.[1] ?? '');
}

/** Whether a file holds tests by the names that test runners look for (Jest, Vitest, Mocha, node:test, tap). */
export function isTestFile(path: string): boolean {
  return /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?)\/|[.-](?:test|spec)\.[cm]?[jt]sx?$/.test(path);
}
