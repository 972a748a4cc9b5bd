import { spanColumns, toIndexes } from './tables.ts';

type SpanColumn =
  | 'traceId'
  | 'spanId'
  | 'parentSpanId'
  | 'start'
  | 'duration'
  | 'service'
  | 'version'
  | 'name'
  | 'kind'
  | 'route'
  | 'status'
  | 'statusMessage'
  | 'cohort'
  | 'error'
  | 'entry'
  | 'shadow'
  | 'unfinished'
  | 'processStart'
  | 'weight'
  | 'traceState'
  | 'attributes'
  | 'kinds'
  | 'resourceId'
  | 'scopeName'
  | 'scopeVersion'
  | 'events'
  | 'links'
  | 'droppedAttributes'
  | 'droppedEvents'
  | 'droppedLinks';

const at = toIndexes(spanColumns);
/** Where each column of `spans` is. */
export const column: Readonly<Record<SpanColumn, number>> = {
  traceId: at('trace_id'),
  spanId: at('span_id'),
  parentSpanId: at('parent_span_id'),
  start: at('start_ns'),
  duration: at('duration_ns'),
  service: at('service'),
  version: at('version'),
  name: at('name'),
  kind: at('kind'),
  route: at('route'),
  status: at('status'),
  statusMessage: at('status_message'),
  cohort: at('cohort'),
  error: at('error'),
  entry: at('entry'),
  shadow: at('shadow'),
  unfinished: at('unfinished'),
  processStart: at('process_start_ns'),
  weight: at('weight'),
  traceState: at('trace_state'),
  attributes: at('attributes'),
  kinds: at('kinds'),
  resourceId: at('resource_id'),
  scopeName: at('scope_name'),
  scopeVersion: at('scope_version'),
  events: at('events'),
  links: at('links'),
  droppedAttributes: at('dropped_attributes'),
  droppedEvents: at('dropped_events'),
  droppedLinks: at('dropped_links'),
};
