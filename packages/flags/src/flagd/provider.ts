import { stat, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FlagdCore } from '@openfeature/flagd-core';
import { OpenFeatureEventEmitter, ServerProviderEvents } from '@openfeature/server-sdk';
import type { EvaluationContext, JsonValue, Logger, Provider, ResolutionDetails } from '@openfeature/server-sdk';
import { createSay } from '../say.ts';
import type { Say } from '../say.ts';
import { parseFlagFile } from './flag-file.ts';

export interface FlagdProviderOptions {
  /** The flag file, in flagd's format. A change of it is taken up while the service runs. */
  readonly file: string | URL;
  /** What every evaluation knows unless it says otherwise. Default: `ring` from `SEATRIAL_RING`. */
  readonly context?: EvaluationContext;
  /** How often the file is looked at, in milliseconds. Default 1000. */
  readonly intervalMs?: number;
  /** Where a line goes that says what is wrong. Default: stderr. */
  readonly say?: Say;
}

/**
 * A traffic splitter for those who have no vendor: an OpenFeature provider over flagd's evaluation, in this process,
 * from a file. Targeting rules and percentages (`fractional`) are flagd's; 10 % means 10 % of the targeting keys, and the
 * same ones each time. The file's version becomes `feature_flag.version`, so that a change of a flag can be compared as
 * a release can.
 *
 * `initialize` rejects where the file cannot be read, as OpenFeature wants it; all flags then have their defaults. A
 * later file that cannot be read is said, and the last good one holds.
 *
 * @example
 * await OpenFeature.setProviderAndWait(createFlagdProvider({ file: 'flags.json' }));
 */
export function createFlagdProvider(options: FlagdProviderOptions): Provider {
  return new FlagdFileProvider(options);
}

class FlagdFileProvider implements Provider {
  readonly metadata = { name: 'flagd' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #core = new FlagdCore();
  readonly #options: FlagdProviderOptions;
  readonly #path: string;
  readonly #context: EvaluationContext;
  readonly #say: Say;
  #splitting: ReadonlySet<string> = new Set();
  #version = '';
  #seen = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FlagdProviderOptions) {
    this.#options = options;
    this.#path = typeof options.file === 'string' ? options.file : fileURLToPath(options.file);
    const ring = process.env['SEATRIAL_RING'];
    this.#context = options.context ?? (ring ? { ring } : {});
    this.#say = createSay(options.say);
  }

  initialize(): Promise<void> {
    try {
      this.#load();
    } catch (error) {
      return Promise.reject(error);
    }
    // Looking is slower than being told, but sees what editors, mounts and volumes of Kubernetes do.
    this.#timer = setInterval(() => this.#look(), this.#options.intervalMs ?? 1000).unref();
    return Promise.resolve();
  }

  onClose(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return Promise.resolve();
  }

  resolveBooleanEvaluation(
    key: string,
    value: boolean,
    context: EvaluationContext,
    logger: Logger,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#answer(key, context, (merged) => this.#core.resolveBooleanEvaluation(key, value, merged, logger));
  }

  resolveStringEvaluation(
    key: string,
    value: string,
    context: EvaluationContext,
    logger: Logger,
  ): Promise<ResolutionDetails<string>> {
    return this.#answer(key, context, (merged) => this.#core.resolveStringEvaluation(key, value, merged, logger));
  }

  resolveNumberEvaluation(
    key: string,
    value: number,
    context: EvaluationContext,
    logger: Logger,
  ): Promise<ResolutionDetails<number>> {
    return this.#answer(key, context, (merged) => this.#core.resolveNumberEvaluation(key, value, merged, logger));
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    value: T,
    context: EvaluationContext,
    logger: Logger,
  ): Promise<ResolutionDetails<T>> {
    return this.#answer(key, context, (merged) => this.#core.resolveObjectEvaluation(key, value, merged, logger));
  }

  #answer<T>(
    key: string,
    given: EvaluationContext,
    resolve: (context: EvaluationContext) => ResolutionDetails<T>,
  ): Promise<ResolutionDetails<T>> {
    const details = resolve({ ...this.#context, ...given });
    if (given.targetingKey === undefined && details.reason === 'DEFAULT' && this.#splitting.has(key))
      this.#say(
        `flag "${key}" splits its subjects, and an evaluation named none (targetingKey): it got the default variant.`,
      );
    return Promise.resolve(details);
  }

  #look(): void {
    stat(this.#path, (error, found) => {
      if (this.#timer === undefined) return;
      const now = error === null ? toSignature(found) : error.message;
      if (now !== this.#seen) this.#reload(now);
    });
  }

  #load(): void {
    this.#seen = toSignature(statSync(this.#path, { throwIfNoEntry: false }));
    const file = parseFlagFile(this.#path);
    this.#core.setConfigurations(file.text);
    this.#splitting = file.splitting;
    this.#version = file.version;
  }

  #reload(now: string): void {
    const before = this.#version;
    this.#seen = now;
    try {
      this.#load();
    } catch (error) {
      this.#say(`${error instanceof Error ? error.message : String(error)} The flags stay at version ${before}.`);
      return;
    }
    if (this.#version !== before) this.events.emit(ServerProviderEvents.ConfigurationChanged, {});
  }
}

function toSignature(found: Stats | undefined): string {
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
