import { trace } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as fixtures from './fixtures/whole-class.ts';
import { compileFixtures, compilers } from './compilers.ts';
import { notInstalled } from './installed.ts';
import { finishedSpans, registerSdk, resetSpans } from './suite/world.ts';

beforeAll(() => registerSdk());

const loaders = await Promise.all(
  compilers
    .filter(({ files }) => files.includes('whole-class'))
    .map(async (compiler) => ({ name: compiler.name, load: await compileFixtures(compiler, 'whole-class') })),
);

for (const { name, load } of loaders)
  describe.skipIf(load === undefined)(load === undefined ? `${name} (${notInstalled})` : name, () => {
    let classes: typeof fixtures;

    beforeAll(async () => {
      classes = (await load?.('whole-class')) as typeof fixtures;
    });

    /** The names of the spans, each after its parent's. */
    async function spansOf(work: () => unknown): Promise<readonly string[]> {
      resetSpans();
      await trace.getTracer('outer').startActiveSpan('outer', async (span) => {
        await work();
        span.end();
      });
      const spans = finishedSpans();
      const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
      return spans
        .filter((span) => span.name !== 'outer')
        .map((span) => `${names.get(span.parentSpanContext?.spanId ?? '')} > ${span.name}`);
    }

    it('traces all its own methods, static ones too, one inside the other', async () => {
      expect(await spansOf(() => new classes.Depot().load())).toEqual([
        'Depot.load > Depot.store',
        'outer > Depot.load',
      ]);
      expect(await spansOf(() => classes.Depot.start())).toEqual(['outer > Depot.start']);
      expect(await spansOf(() => new classes.Depot().fetch())).toEqual(['outer > Depot.fetch']);
    });

    it('leaves alone what is skipped, accessors, fields and the constructor', async () => {
      expect(
        await spansOf(() => {
          const depot = new classes.Depot();
          expect([depot.ping(), depot.size, depot.built, new depot.held()]).toEqual(['pong', 1, 'Depot', {}]);
        }),
      ).toEqual([]);
    });

    it('leaves alone what has a decorator of its own', async () => {
      expect(await spansOf(() => new classes.Depot().special())).toEqual(['outer > special load']);
    });

    it('traces no methods of subclasses, and inherited ones under the name of their class', async () => {
      expect(await spansOf(() => new classes.Annex().load())).toEqual([
        'Depot.load > Depot.store',
        'outer > Depot.load',
      ]);
      expect(await spansOf(() => new classes.Annex().own())).toEqual([]);
      expect(new classes.Annex().built).toBe('Annex');
    });

    it('stays the class that it is', () => {
      expect(classes.Depot.name).toBe('Depot');
      expect(new classes.Depot()).toBeInstanceOf(classes.Depot);
      expect(Object.keys(classes.Depot.prototype)).toEqual([]);
    });

    it('a name stands for the class, attributes are on each span', async () => {
      expect(await spansOf(() => new classes.Yard().sweep())).toEqual(['outer > Renamed.sweep']);
      expect(finishedSpans()[0]?.attributes).toMatchObject({ team: 'yard', 'code.function.name': 'Yard.sweep' });
    });
  });
