import { parentPort, workerData } from 'node:worker_threads';
import { SeatrialError } from '@seatrial/model';
import type { ContrastQuery, PatternQuery } from '../contrast.ts';
import { Engine } from './engine.ts';
import { isEventsMethod } from './events/events-engine.ts';
import type { EngineOptions, Message, Method, Request } from './protocol.ts';

// The store's thread: it owns the database, so that neither appends nor results hold up the thread that receives.

const port = parentPort;
if (port === null) throw new TypeError('this file is the start of a worker thread');
const options = workerData as EngineOptions;

function say(message: Message): void {
  port?.postMessage(message);
}

function fail(id: number, error: unknown): void {
  const { code, message } = SeatrialError.from(error);
  say({ kind: 'failure', id, failure: { code, message } });
}

try {
  const engine = await Engine.open(options);
  say({ kind: 'open' });

  const handle = async ({ id, method, args }: Request): Promise<unknown> => {
    const { contrasts } = engine;
    if (method === 'contrast')
      return contrasts.contrast(args[0] as ContrastQuery, (done) => say({ kind: 'progress', id, done }));
    if (method === 'patterns') return contrasts.patterns(args[0] as PatternQuery);
    const owner: object = isEventsMethod(method) ? engine.events : method in engine.evidence ? engine.evidence : engine;
    const call = Reflect.get(owner, method) as (...given: readonly unknown[]) => Promise<unknown>;
    return call.apply(owner, [...args]);
  };
  port.on('message', (request: Request) => {
    const last = request.method === ('close' satisfies Method);
    if (last) clearInterval(timer);
    handle(request)
      .then(
        (value) => say({ kind: 'answer', id: request.id, value }),
        (error: unknown) => fail(request.id, error),
      )
      // Without a port the thread ends by itself, when nothing of the database is under way any more.
      .finally(() => last && port.close());
  });
  const timer = setInterval(() => {
    // What fails here fails again, and loudly, with the next write.
    engine.maintain().then(
      (report) => say({ kind: 'maintained', report }),
      () => undefined,
    );
  }, options.maintenanceMs);
  if (options.readOnly) clearInterval(timer);
  timer.unref();
} catch (error) {
  fail(0, error);
}
