import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasUncommittedChanges, readCodeOwners, toFunctionChanges } from '@seatrial/changes';
import { changesFileName, formatChangesFile, formatReleaseManifest, manifestFileName } from '@seatrial/model';
import type { ReleaseManifest } from '@seatrial/model';
import type { Planting } from './planting.ts';

const createdBy = '@seatrial/unplugin';

/**
 * Writes `seatrial.release.json`, which ships with the bundle, and `seatrial.changes.json`, which must not; without a plan
 * the first alone.
 */
export async function writeFiles(
  folder: string,
  home: string,
  identity: Pick<ReleaseManifest, 'release' | 'sources'>,
  planting: Planting | undefined,
  texts: readonly string[],
): Promise<void> {
  const createdAt = new Date().toISOString();
  const dirty = await hasUncommittedChanges(home);
  const plan = planting?.finish(texts);
  await mkdir(folder, { recursive: true });
  const manifest = formatReleaseManifest({
    schema: 1,
    createdAt,
    createdBy,
    ...identity,
    dirty,
    ...(plan && { plan }),
  });
  // A plan is code: nobody takes it from a file that others may write.
  await writeFile(join(folder, manifestFileName), manifest, { mode: 0o644 });
  if (planting === undefined || plan === undefined) return;
  const { changes } = planting.comparison;
  const owners = await readCodeOwners(changes.repository);
  const unverifiable = plan.functions.flatMap(({ id, changed, unverifiable: reason }) =>
    changed && reason !== undefined ? [[id, reason] as const] : [],
  );
  const text = formatChangesFile({
    schema: 1,
    createdAt,
    createdBy,
    release: identity.release,
    from: changes.from,
    to: changes.to,
    functions: toFunctionChanges(planting.comparison, owners).filter(({ file }) => planting.isOwn(file)),
    unverifiable: Object.fromEntries(unverifiable),
  });
  await writeFile(join(folder, changesFileName), text);
}
