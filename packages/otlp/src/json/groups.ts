import type { ResourceRecord, ScopeRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { readList, readObject, readText, toObject } from './fields.ts';
import type { JsonObject } from './fields.ts';
import { readAttributes } from './values.ts';

/** Walks resources and scopes: ResourceSpans, ResourceLogs and ResourceMetrics differ in two names. */
export function readRecords(
  request: JsonObject,
  names: { readonly resources: string; readonly scopes: string; readonly records: string },
  read: (record: JsonObject, resource: ResourceRecord, scope: ScopeRecord) => void,
): void {
  readList(request, names.resources, (entry) => {
    const group = toObject(entry);
    const attributes = readObject(group, 'resource', (value) => readAttributes(value, 'attributes')) ?? createBag();
    const resource: ResourceRecord = { attributes, schemaUrl: readText(group, 'schemaUrl') };
    readList(group, names.scopes, (scopeEntry) => {
      const scopeGroup = toObject(scopeEntry);
      const scope: ScopeRecord = {
        ...(readObject(scopeGroup, 'scope', toScope) ?? toScope({})),
        schemaUrl: readText(scopeGroup, 'schemaUrl'),
      };
      readList(scopeGroup, names.records, (record) => read(toObject(record), resource, scope));
    });
  });
}

function toScope(object: JsonObject): Omit<ScopeRecord, 'schemaUrl'> {
  return {
    name: readText(object, 'name'),
    version: readText(object, 'version'),
    attributes: readAttributes(object, 'attributes'),
  };
}
