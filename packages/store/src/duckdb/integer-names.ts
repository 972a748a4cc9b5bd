/**
 * Attributes of spans that are integers by OpenTelemetry's semantic conventions (1.38), today's names and those before
 * them; in columns of their own they are kept as such.
 */
const names: ReadonlySet<string> = new Set([
  'http.response.status_code',
  'http.request.resend_count',
  ...['http.request', 'http.response'].flatMap((side) => [`${side}.size`, `${side}.body.size`]),
  ...['server', 'client', 'source', 'destination', 'network.peer', 'network.local', 'url'].map((end) => `${end}.port`),
  'rpc.grpc.status_code',
  'rpc.jsonrpc.error_code',
  ...['id', 'compressed_size', 'uncompressed_size'].map((name) => `rpc.message.${name}`),
  'messaging.batch.message_count',
  'messaging.message.body.size',
  'messaging.message.envelope.size',
  'messaging.kafka.offset',
  'db.response.returned_rows',
  'db.operation.batch.size',
  'azure.cosmosdb.response.sub_status_code',
  ...['count', 'limit', 'scanned_count', 'table_count'].map((name) => `aws.dynamodb.${name}`),
  ...['usage.input_tokens', 'usage.output_tokens', 'request.max_tokens'].map((name) => `gen_ai.${name}`),
  'thread.id',
  'process.pid',
  'process.exit.code',
  'code.line.number',
  'code.column.number',
  // Before 1.21.
  'http.status_code',
  'http.resend_count',
  ...['request', 'response'].flatMap((side) => [
    `http.${side}_content_length`,
    `http.${side}_content_length_uncompressed`,
  ]),
  ...['peer', 'host', 'sock.peer', 'sock.host'].map((end) => `net.${end}.port`),
  'messaging.message.payload_size_bytes',
  'messaging.kafka.message.offset',
  'code.lineno',
  'code.column',
]);

/** True where the conventions say that an attribute is an integer. */
export function isIntegerName(name: string): boolean {
  return names.has(name);
}
