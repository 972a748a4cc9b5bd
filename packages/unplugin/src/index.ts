import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { createUnplugin } from 'unplugin';
import type { UnpluginInstance } from 'unplugin';
import { writeFiles } from './files.ts';
import { detectIdentity, toStampLine } from './identity.ts';
import type { SeatrialOptions } from './options.ts';
import { Planting } from './planting.ts';

export type { SeatrialOptions } from './options.ts';

/** The part of rollup's, rolldown's and vite's output options that says where a bundle goes. */
interface OutputPlace {
  readonly dir?: string | undefined;
  readonly file?: string | undefined;
}

/** A chunk, or an asset, which has no code. */
interface OutputFile {
  readonly code?: string;
}

type Bundlers = Pick<UnpluginInstance<SeatrialOptions | undefined, false>, 'esbuild' | 'rolldown' | 'rollup' | 'vite'>;

/**
 * Watches the functions that a release changed, from within a bundler: `seatrial.vite({ from: 'v1.4.1' })`, and `rollup`,
 * `rolldown`, `esbuild` alike. Stamps the identity of the release into entry chunks, and writes `seatrial.release.json`
 * and `seatrial.changes.json` beside the output.
 */
export const seatrial: Bundlers = createUnplugin<SeatrialOptions | undefined, false>((options = {}) => {
  const home = resolve(options.folder ?? process.cwd());
  const identity = detectIdentity(home);
  const stamp = toStampLine(identity.release);
  let planting: Planting | undefined;
  const finish = async (folder: string, texts: readonly string[]): Promise<void> => {
    await writeFiles(folder, home, identity, planting, texts);
  };
  const chunks = {
    banner: ({ isEntry }: { readonly isEntry: boolean }): string => (isEntry ? stamp : ''),
    writeBundle({ dir, file }: OutputPlace, output: object): Promise<void> {
      const texts = Object.values(output).map((each: OutputFile) => each.code ?? '');
      return finish(dir ?? (file === undefined ? home : dirname(resolve(file))), texts);
    },
  };
  return {
    name: '@seatrial/unplugin',
    enforce: 'pre',
    async buildStart() {
      planting = await begin(home, options);
    },
    transform: {
      filter: { id: /\.[cm]?[jt]sx?(?:[?#].*)?$/ },
      handler: (code, id) => planting?.plant(id, code),
    },
    rollup: chunks,
    rolldown: chunks,
    vite: { ...chunks, apply: 'build' },
    esbuild: {
      config(given) {
        given.metafile = true;
        given.banner = { ...given.banner, js: [stamp, given.banner?.['js']].filter(Boolean).join('\n') };
      },
      setup(build) {
        const { outdir, outfile, absWorkingDir = process.cwd() } = build.initialOptions;
        const folder = resolve(absWorkingDir, outdir ?? (outfile === undefined ? '.' : dirname(outfile)));
        build.onEnd(async ({ errors, metafile }) => {
          if (errors.length > 0) return;
          const written = Object.keys(metafile?.outputs ?? {}).map((path) => resolve(absWorkingDir, path));
          await finish(folder, await Promise.all(written.map((path) => readFile(path, 'utf8').catch(() => ''))));
        });
      },
    },
  };
});

/** A build without a repository, in a container for instance, is a build that names itself and is not watched. */
async function begin(home: string, options: SeatrialOptions): Promise<Planting | undefined> {
  try {
    return await Planting.begin(home, options);
  } catch (error) {
    const { code, message } = SeatrialError.from(error);
    if (code !== 'SEATRIAL_NO_REPOSITORY' && code !== 'SEATRIAL_NOT_FOUND') throw error;
    process.emitWarning(`${message} Until then no function of this build is watched.`, 'SeatrialWarning');
    return undefined;
  }
}
