import type * as Api from '@opentelemetry/api';
import { loadApi } from './load-api.ts';

/**
 * OpenTelemetry's API in the build that instrumentations load anyhow: an import would bring a second one beside it, and
 * a name that an older API lacks (`logs`, before 1.10) would stop the program.
 */
export const api = loadApi() as Omit<typeof Api, 'logs'> & Partial<Pick<typeof Api, 'logs'>>;
