import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import type { DuckDBValue } from '@duckdb/node-api';
import type { JsonValue } from '../../rows.ts';

/** A value as JSON has it: times in ISO 8601, integers beyond 2^53 and what JSON lacks as text, bytes as base64. */
export function toJsonValue(value: DuckDBValue): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJsonValue);
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(value.entries.map((entry) => [String(toJsonValue(entry.key)), toJsonValue(entry.value)]));
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, toJsonValue(entry)]));
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  return toTime(value) ?? String(value);
}

function toTime(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBDateValue) return String(value);
  const isTime =
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue;
  // What lies beyond the years of a Date stays as the engine writes it.
  if (!isTime) return undefined;
  const micros =
    value instanceof DuckDBTimestampNanosecondsValue
      ? value.nanos / 1000n
      : value instanceof DuckDBTimestampMillisecondsValue
        ? value.millis * 1000n
        : value instanceof DuckDBTimestampSecondsValue
          ? value.seconds * 1_000_000n
          : value.micros;
  const date = new Date(Number(micros / 1000n));
  if (Number.isNaN(date.getTime())) return undefined;
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  return rest === 0n ? date.toISOString() : date.toISOString().replace('Z', `${String(rest).padStart(3, '0')}Z`);
}
