import type { ResourceRecord, ScopeRecord } from '@seatrial/model';

interface Owned {
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
}

/** Records of one resource, by scope. */
export interface Group<T> {
  readonly resource: ResourceRecord;
  readonly scopes: readonly { readonly scope: ScopeRecord; readonly records: readonly T[] }[];
}

/** Records by the resource and scope objects that they share. */
export function toGroups<T extends Owned>(records: readonly T[]): readonly Group<T>[] {
  const groups = new Map<ResourceRecord, Map<ScopeRecord, T[]>>();
  for (const record of records) {
    const scopes = groups.get(record.resource) ?? new Map<ScopeRecord, T[]>();
    groups.set(record.resource, scopes);
    const list = scopes.get(record.scope);
    if (list === undefined) scopes.set(record.scope, [record]);
    else list.push(record);
  }
  return [...groups].map(([resource, scopes]) => ({
    resource,
    scopes: [...scopes].map(([scope, list]) => ({ scope, records: list })),
  }));
}
