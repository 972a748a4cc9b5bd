import { traced } from '@seatrial/traced';
import express from 'express';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileApp } from './compilers.ts';
import { loadInstalled, notInstalled } from './installed.ts';
import { finishedSpans, registerSdk, resetSpans } from './suite/world.ts';

beforeAll(() => registerSdk());
beforeEach(() => resetSpans());

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Each span with its parent. */
function tree(): readonly string[] {
  const spans = finishedSpans();
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map((span) => `${names.get(span.parentSpanContext?.spanId ?? '') ?? '-'} > ${span.name}`);
}

const price = traced('price', async (sku: string): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return sku.length;
});

const failure = Object.assign(new Error('no rope'), { status: 409, statusCode: 409 });

describe('Express', () => {
  it('middleware, handlers and error handlers are told by their length, and run', async () => {
    const app = express();
    app.use(
      traced('first', (request: express.Request, _response: express.Response, next: express.NextFunction) => {
        request.headers['x-seen'] = 'yes';
        next();
      }),
    );
    app.get(
      '/price/:sku',
      traced('handler', async (request: express.Request, response: express.Response) => {
        response.json({ cents: await price(String(request.params['sku'])), seen: request.headers['x-seen'] });
      }),
    );
    app.get(
      '/fails',
      traced('fails', async () => Promise.reject(failure)),
    );
    app.use(
      traced(
        'onError',
        (error: Error, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
          response.status(409).send(error.message);
        },
      ),
    );
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${url}/price/rope`)).json()).toEqual({ cents: 4, seen: 'yes' });
    const failed = await fetch(`${url}/fails`);
    expect([failed.status, await failed.text()]).toEqual([409, 'no rope']);
    expect(tree()).toEqual(expect.arrayContaining(['handler > price', 'first > handler', '- > first']));
    expect(finishedSpans().map(({ name }) => name)).toEqual(expect.arrayContaining(['fails', 'onError']));
  });
});

describe('Fastify', () => {
  it('handlers, hooks with and without a callback, decorators and plugins', async () => {
    const app = Fastify();
    closing.push(() => app.close());
    await app.register(
      traced('plugin', async (instance: FastifyInstance) => {
        instance.decorate(
          'cents',
          traced('cents', (sku: string) => sku.length),
        );
      }),
    );
    app.addHook(
      'onRequest',
      traced('async hook', async () => {}),
    );
    app.addHook(
      'preHandler',
      traced('callback hook', (_request: unknown, _reply: unknown, done: () => void) => done()),
    );
    app.get(
      '/price/:sku',
      traced('handler', async function handler(this: unknown, request: { readonly params: unknown }) {
        const { sku } = request.params as { readonly sku: string };
        return { cents: await price(sku), isApp: this === app };
      }),
    );
    app.get(
      '/fails',
      traced('fails', async () => Promise.reject(failure)),
    );
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await (await fetch(`${url}/price/rope`)).json()).toEqual({ cents: 4, isApp: true });
    expect((await fetch(`${url}/fails`)).status).toBe(409);
    expect(tree()).toEqual(expect.arrayContaining(['handler > price', '- > async hook', 'callback hook > handler']));
  });

  it('refuses an async hook with a callback as it would without us', () => {
    const app = Fastify();
    const hook = traced(async (_request: unknown, _reply: unknown, _done: () => void) => {});
    expect(() => app.addHook('onRequest', hook as never)).toThrow('Async function has too many arguments');
  });
});

const hono = await loadInstalled<{ readonly Hono: new () => HonoApp }>('hono');

interface HonoApp {
  use(path: string, handler: unknown): void;
  get(path: string, handler: unknown): void;
  onError(handler: unknown): void;
  readonly fetch: unknown;
}

interface HonoContext {
  readonly req: { param(name: string): string };
  json(value: unknown): Response;
  text(value: string, status: number): Response;
}

describe.skipIf(hono === undefined)(hono === undefined ? `Hono (${notInstalled})` : 'Hono', () => {
  it('middleware and handlers, over a real server', async () => {
    const server = await loadInstalled<{
      serve(options: object, ready: (info: AddressInfo) => void): { close(done: () => void): void };
    }>('@hono/node-server');
    const Hono = hono?.Hono as new () => HonoApp;
    const app = new Hono();
    app.use(
      '*',
      traced('middleware', async (_context: HonoContext, next: () => Promise<void>) => next()),
    );
    app.get(
      '/price/:sku',
      traced('handler', async (given: HonoContext) => given.json({ cents: await price(given.req.param('sku')) })),
    );
    app.get(
      '/fails',
      traced('fails', () => {
        throw failure;
      }),
    );
    app.onError(traced('onError', (error: Error, given: HonoContext) => given.text(error.message, 409)));
    const port = await new Promise<number>((resolve) => {
      const running = server?.serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
      closing.push(() => new Promise((done) => running?.close(() => done(undefined))));
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/price/rope`)).json()).toEqual({ cents: 4 });
    const failed = await fetch(`http://127.0.0.1:${port}/fails`);
    expect([failed.status, await failed.text()]).toEqual([409, 'no rope']);
    expect(tree()).toEqual(expect.arrayContaining(['handler > price', 'middleware > handler', '- > middleware']));
  });
});

const nest = (await loadInstalled('@nestjs/core')) === undefined ? undefined : await compileApp('nest');

describe.skipIf(nest === undefined)(nest === undefined ? `NestJS (${notInstalled})` : 'NestJS', () => {
  let app: { readonly url: string; close(): Promise<void> };

  beforeAll(async () => {
    const module = (await nest?.()) as { start(): Promise<typeof app> };
    app = await module.start();
  });

  afterAll(() => app.close());

  it('a controller, traced above its route decorators, with a guard and a provider', async () => {
    const response = await fetch(`${app.url}/products/rope`);
    expect([response.status, await response.text()]).toEqual([200, 'rope 4']);
    expect(tree()).toEqual([
      '- > Guard.canActivate',
      'Stock.reserve > Stock.count',
      'Products.above > Stock.reserve',
      '- > Products.above',
    ]);
  });

  it('below them', async () => {
    expect(await (await fetch(`${app.url}/products/rope/below`)).json()).toEqual({ count: 4 });
    expect(tree()).toEqual(['Products.below > Stock.count', '- > Products.below']);
  });

  it('an HttpException answers as it would, and is on the span', async () => {
    const response = await fetch(`${app.url}/products/fails`);
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([404, 'no rope']);
    expect(finishedSpans()[0]).toMatchObject({ name: 'Products.fail', status: { code: 2 } });
    const file = join(import.meta.dirname, 'apps/nest.ts');
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('fail(): never')) + 1;
    expect(finishedSpans()[0]?.attributes).toMatchObject({ 'code.file.path': file, 'code.line.number': line });
  });
});

it('a request’s context is whole: a span by hand and a traced call are one trace', async () => {
  await trace.getTracer('request').startActiveSpan('request', async (span) => {
    expect(await price('rope')).toBe(4);
    expect(trace.getSpan(context.active())).toBe(span);
    span.end();
  });
  expect(tree()).toEqual(['request > price', '- > request']);
});
