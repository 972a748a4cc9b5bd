import { parseSelector } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import { bad, checkNames, readText, toObject } from '../fields.ts';

/** What Flagger sends (`CanaryWebhookPayload`), with the metadata that a Canary gives for us. */
export interface FlaggerPayload {
  readonly name: string;
  readonly namespace: string;
  readonly checksum: string;
  /** Default: the name of the Canary. */
  readonly service: string;
  readonly environment?: string;
  /** A stage of the configuration: its ring or cohort, bake time and policy. */
  readonly stage?: string;
  readonly candidate?: Selector;
  readonly baseline?: Selector;
}

const metadataNames = ['service', 'environment', 'stage', 'candidate', 'baseline'] as const;

/**
 * Fields beside those that are known are let through, since a later Flagger may send more; metadata is ours, and strict.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, `SEATRIAL_BAD_SELECTOR`
 */
export function parseFlaggerPayload(body: unknown): FlaggerPayload {
  const fields = toObject(body);
  const [name, namespace, checksum] = ['name', 'namespace', 'checksum'].map((each) => readText(fields, each));
  if (!name || !namespace || !checksum)
    throw bad('The body is no payload of Flagger: name, namespace and checksum belong to it');
  const metadata = toObject(fields['metadata'] ?? {});
  checkNames(metadata, metadataNames);
  const [service, environment, stage, candidate, baseline] = metadataNames.map((each) => readText(metadata, each));
  return {
    name,
    namespace,
    checksum,
    service: service ?? name,
    ...(environment !== undefined && { environment }),
    ...(stage !== undefined && { stage }),
    ...(candidate !== undefined && { candidate: parseSelector(candidate) }),
    ...(baseline !== undefined && { baseline: parseSelector(baseline) }),
  };
}
