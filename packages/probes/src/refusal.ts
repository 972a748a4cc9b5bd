/** Why a file that is loaded keeps its text, or what its probes say is worth nothing, in words. */
export const refusals: Readonly<Record<Refusal, string>> = {
  hash: 'the file differs from the one that the plan was made for',
  late: 'its hash is not that of the plan, or this Node.js has no cryptography to tell',
  loader: 'another module loader had changed the text of the file before',
  offset: 'the plan inserts text beyond the end of the file',
};

export type Refusal = 'hash' | 'late' | 'loader' | 'offset';
