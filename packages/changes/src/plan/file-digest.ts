import { createHash } from 'node:crypto';
import { toResidue } from '@seatrial/model';
import type { FileDigest } from '@seatrial/model';

/** By what a service knows whether a file is the one that its plan was made for. */
export function toFileDigest(bytes: Uint8Array): FileDigest {
  return {
    size: bytes.length,
    residue: toResidue(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
