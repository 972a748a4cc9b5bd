import type { z } from 'zod';
import { SeatrialError, suggestName } from '@seatrial/model';
import type { SeatrialConfig } from './config.ts';
import { configSchema, createConfigJsonSchema } from './schema.ts';
import type { ConfigJsonSchema } from './schema.ts';
import type { ConfigPath, ConfigSource } from './source.ts';

interface Fault {
  readonly path: ConfigPath;
  readonly text: string;
}

/**
 * A configuration that holds what it may.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`: a line for each fault, with file and line.
 */
export function parseConfig(source: ConfigSource, path: string): SeatrialConfig {
  const result = configSchema.safeParse(source.value);
  if (result.success) return result.data;
  const lines = result.error.issues
    .flatMap((issue) => toFaults(issue, source.value))
    .map(({ path: at, text }) => ({ line: source.lineOf(at), text: `${formatPath(at)} ${text}.` }))
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, text }) => `${path}:${line}: ${text.replace(/\?\.$/, '?')}`);
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', lines.join('\n'));
}

function toFaults(issue: z.core.$ZodIssue, config: unknown): readonly Fault[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = toKnownKeys(path);
      const suggestion = suggestName(key, known);
      const hint = suggestion === undefined ? `Known: ${known.join(', ')}` : `Did you mean ${suggestion}?`;
      return { path: [...path, key], text: `is not known. ${hint}` };
    });
  const value = toValue(config, path);
  const requirement = toRequirement(issue);
  if (value === undefined) return [{ path, text: `is missing: ${requirement}` }];
  const isWhole = issue.code !== 'invalid_type' && typeof value === 'object';
  return [{ path, text: isWhole ? requirement : `is ${JSON.stringify(value)}: ${requirement}` }];
}

/** In words where zod has none that a reader of a configuration could use. */
function toRequirement(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `give ${articles[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `give a number ${issue.inclusive === true ? 'from' : 'above'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `give a number ${issue.inclusive === true ? 'up to' : 'below'} ${issue.maximum}`;
  return issue.message;
}

const articles: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** `stages[1].bake`; the whole where the path is empty. */
function formatPath(path: ConfigPath): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((key) =>
      typeof key === 'number' ? `[${key}]` : /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
    )
    .join('')
    .replace(/^\./, '');
}

function toValue(config: unknown, path: ConfigPath): unknown {
  return path.reduce((value, key) => (value as Readonly<Record<string | number, unknown>> | undefined)?.[key], config);
}

function toKnownKeys(path: ConfigPath): readonly string[] {
  let schema: ConfigJsonSchema | undefined = createConfigJsonSchema();
  for (const key of path) {
    const others: ConfigJsonSchema | boolean | undefined = schema?.additionalProperties;
    const named: ConfigJsonSchema | undefined = typeof key === 'string' ? schema?.properties?.[key] : schema?.items;
    schema = named ?? (typeof others === 'object' ? others : undefined);
  }
  return Object.keys(schema?.properties ?? {});
}
