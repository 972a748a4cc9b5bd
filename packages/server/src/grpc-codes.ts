/** The gRPC status code (google/rpc/code.proto) that says what an HTTP status says. */
export function toGrpcCode(httpStatus: number): number {
  return codes[httpStatus] ?? 13;
}

// 429 and 503 are the two that senders may try again (OTLP specification, "OTLP/gRPC Throttling").
const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 12,
  405: 12,
  413: 8,
  415: 3,
  429: 8,
  503: 14,
};
