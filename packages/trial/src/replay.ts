import { SeatrialError } from '@seatrial/model';
import type { Evidence } from './evidence.ts';

const kind = 'seatrial.evidence';

/** Evidence as the text of a file, from which the same verdict can be had again. */
export function formatEvidence(evidence: Evidence): string {
  return `${JSON.stringify({ kind, ...evidence })}\n`;
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where the text is no evidence, or of another schema. */
export function parseEvidence(text: string, name = 'The file'): Evidence {
  const parsed = toJson(text);
  if (parsed?.kind !== kind || !Array.isArray(parsed.strata) || !Array.isArray(parsed.routes))
    throw bad(`${name} is no evidence of a verdict. "seatrial verify --out FILE" writes such a file.`);
  if (parsed.schema !== 1)
    throw bad(
      `${name} has schema ${String(parsed.schema)}, and this Seatrial understands 1. Update it: npm i seatrial@latest`,
    );
  const { kind: _, ...evidence } = parsed;
  return evidence as Evidence;
}

function toJson(text: string): (Partial<Evidence> & { readonly kind?: string }) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function bad(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_BAD_ARGUMENT', message);
}
