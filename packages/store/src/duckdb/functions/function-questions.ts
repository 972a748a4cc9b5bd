import type { FunctionQuery, FunctionReader } from '../../functions.ts';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import type { Layout } from '../selector-sql.ts';
import { selectCounts, selectDurations, selectFunctionReleases, selectTold, selectTouched } from './function-sql.ts';
import { toFunctionReleaseRow, toFunctionRows, toTouchedRow } from './read-functions.ts';

type Ask = (statement: Statement) => Promise<readonly Row[]>;
type Question<K extends keyof FunctionReader> = (
  query: FunctionQuery,
  layout: Layout,
  ask: Ask,
) => ReturnType<FunctionReader[K]>;

/** How each question about functions is answered. */
export const functionQuestions: { readonly [K in keyof FunctionReader]: Question<K> } = {
  functionReleases: async (query, layout, ask) =>
    (await ask(selectFunctionReleases(query, layout))).map(toFunctionReleaseRow),
  functions: async (query, layout, ask) => {
    const [told, counts, durations] = await Promise.all([
      ask(selectTold(query, layout)),
      ask(selectCounts(query, layout)),
      ask(selectDurations(query, layout)),
    ]);
    return toFunctionRows(told, counts, durations);
  },
  touched: async (query, layout, ask) => (await ask(selectTouched(query, layout))).map(toTouchedRow),
};
