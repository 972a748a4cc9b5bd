import { workerData } from 'node:worker_threads';
import type { DoctorEndpoint } from '@seatrial/model';
import { createSend } from '../export/send.ts';
import { readOtlpVariable } from '../export/signal.ts';
import type { Protocol, Signal } from '../export/signal.ts';
import { load } from '../load.ts';
import type { EndpointQuestion } from './endpoints.ts';

const { exporters, protocols, port, done } = workerData as EndpointQuestion;
const timeoutMs = 3000;
const send = createSend(protocols);

async function ask(signal: Signal): Promise<DoctorEndpoint> {
  const exporter = exporters[signal];
  if (exporter !== 'otlp')
    return {
      signal,
      exporter,
      protocol: null,
      url: null,
      answers: null,
      detail: exporter === 'none' ? 'off' : 'not by OTLP',
    };
  const protocol = protocols[signal];
  const url = toUrl(signal, protocol);
  // A request without content: every receiver has to take it (OTLP specification 1.9, "a server receives an empty request").
  const bytes = new Uint8Array(Buffer.from(protocol === 'http/json' ? '{}' : ''));
  const attempt = await send({ signal, bytes, items: 0 }, timeoutMs);
  const answers = attempt.outcome === 'sent';
  return { signal, exporter, protocol, url, answers, detail: answers ? 'answers' : attempt.reason };
}

function toUrl(signal: Signal, protocol: Protocol): string {
  const { convertLegacyHttpOptions } = load('@opentelemetry/otlp-exporter-base/node-http');
  if (protocol !== 'grpc')
    return withoutCredentials(convertLegacyHttpOptions({}, signal.toUpperCase(), `v1/${signal}`, {}).url);
  return withoutCredentials(readOtlpVariable(signal, 'ENDPOINT') ?? 'http://localhost:4317');
}

function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}

void answer();

async function answer(): Promise<void> {
  // Sending keeps nothing alive, this thread neither.
  const alive = setInterval(() => {}, timeoutMs);
  port.postMessage(await Promise.all((['traces', 'metrics', 'logs'] as const).map(ask)));
  clearInterval(alive);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
}
