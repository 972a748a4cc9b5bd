import type { FastifyInstance } from 'fastify';
import { suggestName } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { bad } from '../fields.ts';
import { toHttpError } from '../http-error.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { Records } from '../records/records.ts';
import { answerHook, flaggerHooks } from './flagger-hook.ts';
import type { FlaggerCanary, FlaggerHook, HookAnswer } from './flagger-hook.ts';
import { judgeCanary, toPolicy } from './flagger-judging.ts';
import { parseFlaggerPayload } from './flagger-payload.ts';
import type { FlaggerPayload } from './flagger-payload.ts';
import type { Judging } from './judging.ts';

export interface FlaggerRoutesOptions extends Judging {
  readonly store: Store;
  readonly records: Records;
  readonly notifier: Notifier;
}

/**
 * `POST /api/gates/flagger/HOOK`: 200 is yes, 409 is no. A verdict that cannot be had is undecided, never a 5xx: that
 * Flagger's client would try again, and would not show its sentence.
 */
export function addFlaggerRoutes(app: FastifyInstance, options: FlaggerRoutesOptions): void {
  const turns = new Map<string, Promise<unknown>>();
  app.post<{ Params: { hook: string } }>('/api/gates/flagger/:hook', async (request, reply) => {
    const hook = toHook(request.params.hook);
    const payload = parseFlaggerPayload(request.body);
    const id = `${payload.namespace}/${payload.name}`;
    // One at a time for each canary: two calls at once must not both be the first increase.
    const turn = (turns.get(id) ?? Promise.resolve()).then(async () => {
      const canary = await findCanary(options.records, id, payload.checksum);
      const answer = await ask(hook, canary, payload, options);
      // A caller that has gone never learns that it passed, and has to find the same answer when it comes again.
      if (!request.raw.socket.destroyed) await options.records.put('canary', tell(hook, answer, payload, options));
      return answer;
    });
    turns.set(
      id,
      turn.catch(() => undefined),
    );
    const { pass, text } = await turn;
    reply.code(pass ? 200 : 409).type('text/plain; charset=utf-8');
    return `${text}\n`;
  });
}

function toHook(name: string): FlaggerHook {
  const hook = flaggerHooks.find((known) => known === name);
  if (hook !== undefined) return hook;
  if (name === 'confirm-rollout')
    throw bad(
      'confirm-rollout runs before the canary exists, so there is nothing to say. Use confirm-traffic-increase',
    );
  const suggestion = suggestName(name, flaggerHooks);
  throw bad(
    `${JSON.stringify(name)} is no hook that is answered here. ${suggestion === undefined ? `Known: ${flaggerHooks.join(', ')}` : `Did you mean ${suggestion}?`}`,
  );
}

async function findCanary(records: Records, id: string, checksum: string): Promise<FlaggerCanary> {
  const known = await records.get('canary', id);
  if (known?.checksum === checksum) return known;
  const startedAt = new Date().toISOString();
  const canary: FlaggerCanary = { id, checksum, startedAt, firstIncreaseAt: null, lastIncreaseAt: null, told: null };
  await records.put('canary', canary);
  return canary;
}

async function ask(
  hook: FlaggerHook,
  canary: FlaggerCanary,
  payload: FlaggerPayload,
  options: FlaggerRoutesOptions,
): Promise<HookAnswer> {
  const policy = toPolicy(payload, options);
  try {
    return answerHook(hook, canary, await judgeCanary(canary, payload, options), policy, Date.now());
  } catch (error) {
    const failure = toHttpError(error);
    if (failure.status < 500 && failure.status !== 429) throw error;
    // Nothing is known of the release then, and that is no failed check of it.
    return { pass: hook === 'rollout', text: `There is no verdict: ${failure.message}`, canary };
  }
}

/** Tells once that a canary regressed, or may be promoted; answers with what is to be remembered. */
function tell(
  hook: FlaggerHook,
  { pass, text, canary }: HookAnswer,
  { service }: FlaggerPayload,
  { notifier }: FlaggerRoutesOptions,
): FlaggerCanary {
  const event = pass && hook === 'rollback' ? 'regressed' : pass && hook === 'confirm-promotion' ? 'ok' : undefined;
  if (event === undefined || canary.told === event) return canary;
  void notifier.notify({ event, service, text });
  return { ...canary, told: event };
}
