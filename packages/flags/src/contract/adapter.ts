import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTracing } from './tracing.ts';
import type { Tracing } from './tracing.ts';

/** A subject of the tests. */
export interface AdapterUser {
  readonly id: string;
  readonly audience: 'internal' | 'public';
}

/**
 * A vendor's real client, offline, with two flags: `new-checkout` is true for the audience `internal` and false for
 * others; `theme` is the text `dark` for everybody.
 */
export interface AdapterSubject {
  /** Attaches the adapter to the client; called twice. */
  attach(): void;
  checkout(user: AdapterUser): boolean | Promise<boolean>;
  theme(user: AdapterUser): string | Promise<string>;
  /** Asks for a flag that is not there, with `true` as the default; the answer of the vendor. */
  missing(user: AdapterUser): unknown;
  close(): void | Promise<void>;
}

/** What differs by the vendor. */
export interface AdapterContract {
  readonly name: string;
  readonly open: () => AdapterSubject | Promise<AdapterSubject>;
  /** The variant that `theme` has. Default `dark`. */
  readonly themeVariant?: string;
  /** What `missing` answers: the default, unless the SDK takes none. */
  readonly missingAnswer: unknown;
}

const staff: AdapterUser = { id: 'alice@example.com', audience: 'internal' };
const customer: AdapterUser = { id: 'bob@example.com', audience: 'public' };
const currentKey = Symbol.for('seatrial.flags.current');

/** What every adapter holds to. */
export function adapterContract({ name, open, themeVariant = 'dark', missingAnswer }: AdapterContract): void {
  describe(`recording ${name}`, () => {
    let tracing: Tracing;
    let subject: AdapterSubject;
    let connections = 0;
    const count = (): void => void (connections += 1);

    beforeEach(async () => {
      connections = 0;
      subscribe('net.client.socket', count);
      tracing = createTracing();
      subject = await open();
      subject.attach();
      subject.attach();
    });

    afterEach(async () => {
      tracing.stop();
      await subject.close();
      unsubscribe('net.client.socket', count);
    });

    it('each evaluation is on the span of its caller, above and below, with the audience', async () => {
      const { inSpan, stamped } = tracing;
      await inSpan('GET', async () => {
        await inSpan('decide', async () => {
          expect(await subject.checkout(staff)).toBe(true);
          expect(await subject.theme(staff)).toBe('dark');
        });
        inSpan('db', () => undefined);
      });
      const marks = {
        'feature_flags.new-checkout': 'true',
        'feature_flags.theme': themeVariant,
        'seatrial.cohort.audience': 'internal',
      };
      expect(stamped()).toEqual({ GET: marks, decide: marks, db: marks });
    });

    it('a repeated evaluation in the next request is there again', async () => {
      const { inSpan, stamped } = tracing;
      for (const request of ['first', 'second'])
        await inSpan(request, async () => void (await subject.checkout(customer)));
      const marks = { 'feature_flags.new-checkout': 'false', 'seatrial.cohort.audience': 'public' };
      expect(stamped()).toEqual({ first: marks, second: marks });
    });

    it('concurrent requests keep apart', async () => {
      const { inSpan, stamped } = tracing;
      await Promise.all(
        [staff, customer].map((user) => inSpan(user.audience, async () => void (await subject.checkout(user)))),
      );
      expect(stamped()).toMatchObject({
        internal: { 'feature_flags.new-checkout': 'true' },
        public: { 'feature_flags.new-checkout': 'false' },
      });
    });

    it('a flag that is not there is an error, and the caller keeps the answer', async () => {
      const { inSpan, stamped } = tracing;
      expect(await inSpan('GET', async () => await subject.missing(staff))).toBe(missingAnswer);
      expect(stamped()['GET']).toMatchObject({ 'feature_flags.not-there': 'error' });
    });

    it('attached twice, it reports once', async () => {
      await subject.checkout(staff);
      expect(tracing.flags.lost.outside).toBe(1);
    });

    it('nobody’s name is on a span', async () => {
      const { inSpan, stamped } = tracing;
      await inSpan('GET', async () => void (await subject.checkout(staff)));
      expect(JSON.stringify(stamped())).not.toContain('example.com');
    });

    it('a failure of ours never changes a flag’s value', async () => {
      const broken = (): never => {
        throw new Error('ours');
      };
      Object.assign((globalThis as Record<symbol, object>)[currentKey] ?? {}, { flags: { recordDecision: broken } });
      expect(await subject.checkout(staff)).toBe(true);
      expect(await subject.theme(customer)).toBe('dark');
    });

    it('flags go on when Seatrial has stopped', async () => {
      tracing.stop();
      expect(await subject.checkout(staff)).toBe(true);
    });

    it('none of it needs a network', async () => {
      await subject.checkout(staff);
      expect(connections).toBe(0);
    });
  });
}
