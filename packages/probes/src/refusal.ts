/** Why a file that is loaded keeps its text, in words. */
export const refusals: Readonly<Record<Refusal, string>> = {
  hash: 'the file differs from the one that the plan was made for',
  loader: 'another module loader had changed the text of the file before',
  offset: 'the plan inserts text beyond the end of the file',
};

export type Refusal = 'hash' | 'loader' | 'offset';
