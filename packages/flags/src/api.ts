import { createRequire } from 'node:module';
import type * as Api from '@opentelemetry/api';

/**
 * OpenTelemetry's API in the build that instrumentations load anyhow: an import would bring a second one beside it, and
 * a name that an older API lacks (`logs`, before 1.10) would stop the program.
 */
export const api = createRequire(import.meta.url)('@opentelemetry/api') as Omit<typeof Api, 'logs'> &
  Partial<Pick<typeof Api, 'logs'>>;
