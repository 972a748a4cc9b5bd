import * as sdk3 from '@opentelemetry/sdk-trace';
import * as sdk2 from 'sdk-trace-2';
import { detectResources } from '@opentelemetry/resources';
import { describe, expect, it } from 'vitest';
import { createReleaseDetector, createReleaseProcessor } from './release-processor.ts';
import type { ReleaseProcessorOptions } from './release-processor.ts';

const release = {
  service: 'checkout',
  version: '1.4.2',
  buildId: '17',
  deploymentId: 'd-3',
  ring: 'canary',
  branch: 'main',
};

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 'x']));
}

describe.each([
  ['3.x', sdk3],
  ['2.x', sdk2 as unknown as typeof sdk3],
])(
  'createReleaseProcessor, in an SDK %s that somebody else set up',
  (_version, { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider }) => {
    function finish(attributes: Record<string, string>, options?: ReleaseProcessorOptions): Record<string, unknown> {
      const exporter = new InMemorySpanExporter();
      const provider = new TracerProvider({
        spanProcessors: [createReleaseProcessor(release, options), new SimpleSpanProcessor({ exporter })],
      });
      provider.getTracer('t').startSpan('s', { attributes }).end();
      return { ...exporter.getFinishedSpans()[0]?.attributes };
    }

    it('stamps version, build id, deployment id and ring', () => {
      expect(finish({ 'http.route': '/' })).toEqual({
        'http.route': '/',
        'service.version': '1.4.2',
        'app.build_id': '17',
        'deployment.id': 'd-3',
        'seatrial.ring': 'canary',
      });
    });

    it('leaves the application’s own value unless asked to overwrite it', () => {
      expect(finish({ 'seatrial.ring': 'mine' })).toMatchObject({ 'seatrial.ring': 'mine' });
      expect(finish({ 'seatrial.ring': 'mine' }, { overwrite: true })).toMatchObject({ 'seatrial.ring': 'canary' });
    });

    it('takes the room that the limit leaves and displaces nothing', () => {
      expect(Object.keys(finish(many(124)))).toHaveLength(128);
      expect(Object.keys(finish(many(126))).filter((key) => !key.startsWith('a') || key === 'app.build_id')).toEqual([
        'service.version',
        'app.build_id',
      ]);
      expect(finish(many(128))).toEqual(many(128));
      expect(Object.keys(finish(many(128), { attributeCountLimit: Number.POSITIVE_INFINITY }))).toHaveLength(132);
    });

    it('overwrites at the limit without needing room', () => {
      const full = { ...many(127), 'seatrial.ring': 'mine' };
      expect(finish(full, { overwrite: true })).toEqual({ ...full, 'seatrial.ring': 'canary' });
    });

    it('throws nothing into the application, not even for a frozen span', () => {
      const processor = createReleaseProcessor(release);
      expect(() => processor.onEnd({ attributes: Object.freeze({}) })).not.toThrow();
      expect(() => processor.onEnd(undefined as never)).not.toThrow();
    });

    it('stamps nothing where nothing is known', () => {
      const attributes = {};
      createReleaseProcessor({}).onEnd({ attributes });
      expect(attributes).toEqual({});
    });
  },
);

it('createReleaseDetector puts the full set on the resource', () => {
  expect(detectResources({ detectors: [createReleaseDetector(release)] }).attributes).toEqual({
    'service.name': 'checkout',
    'service.version': '1.4.2',
    'app.build_id': '17',
    'deployment.id': 'd-3',
    'seatrial.ring': 'canary',
    'vcs.ref.head.name': 'main',
  });
});
