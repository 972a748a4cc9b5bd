import type { RecordKind, RecordKinds, Records } from './records.ts';

/** Records of a server without a state directory. They end with it. */
export function createMemoryRecords(): Records {
  const byKind = new Map<RecordKind, Map<string, unknown>>();
  const all = <K extends RecordKind>(kind: K): Map<string, RecordKinds[K]> => {
    const records = byKind.get(kind) ?? new Map<string, unknown>();
    byKind.set(kind, records);
    return records as Map<string, RecordKinds[K]>;
  };
  return {
    list: (kind) => Promise.resolve([...all(kind).values()]),
    get: (kind, id) => Promise.resolve(all(kind).get(id)),
    put: (kind, record) => {
      all(kind).set(record.id, record);
      return Promise.resolve();
    },
  };
}
