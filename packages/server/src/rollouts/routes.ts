import type { FastifyInstance } from 'fastify';
import { outcomes, rolloutStatuses } from '@seatrial/trial';
import type { Rollout, StageProgress } from '@seatrial/trial';
import { bad, checkNames, readText, readWord, toObject } from '../fields.ts';
import type { Fields } from '../fields.ts';
import type { Rollouts } from './rollouts.ts';

/** `GET /api/rollouts`, which is what a script that moves traffic asks, and `POST /api/rollouts`. */
export function addRolloutRoutes(app: FastifyInstance, rollouts: Rollouts): void {
  app.get<{ Querystring: Fields }>('/api/rollouts', ({ query }) => {
    checkNames(query, ['service']);
    const service = readText(query, 'service');
    return rollouts.rollouts(service === undefined ? {} : { service });
  });
  app.post('/api/rollouts', ({ body }) => rollouts.putRollout(parseRollout(body)));
}

function parseRollout(body: unknown): Rollout {
  const fields = toObject(body);
  checkNames(fields, ['id', 'service', 'environment', 'release', 'status', 'startedAt', 'endedAt', 'stages']);
  const { stages } = fields;
  if (!Array.isArray(stages) || stages.length === 0) throw bad('stages is no list of stages');
  return {
    id: need(fields, 'id'),
    service: need(fields, 'service'),
    environment: readText(fields, 'environment') ?? '',
    release: need(fields, 'release'),
    status: readWord(fields, 'status', rolloutStatuses) ?? 'running',
    startedAt: need(fields, 'startedAt'),
    endedAt: readNullable(fields, 'endedAt'),
    stages: stages.map(parseStage),
  };
}

function parseStage(stage: unknown): StageProgress {
  const fields = toObject(stage);
  checkNames(fields, ['name', 'status', 'startedAt', 'endedAt', 'verdict', 'requests', 'trafficShare', 'text']);
  const { requests, verdict, trafficShare = null } = fields;
  if (typeof requests !== 'number') throw bad('requests of a stage is no number');
  if (typeof trafficShare !== 'number' && trafficShare !== null) throw bad('trafficShare of a stage is no number');
  return {
    name: need(fields, 'name'),
    status: readWord(fields, 'status', ['waiting', ...rolloutStatuses]) ?? 'waiting',
    startedAt: readNullable(fields, 'startedAt'),
    endedAt: readNullable(fields, 'endedAt'),
    verdict: verdict === null ? null : (readWord(fields, 'verdict', outcomes) ?? null),
    requests,
    trafficShare,
    text: readText(fields, 'text') ?? '',
  };
}

function need(fields: Fields, name: string): string {
  const text = readText(fields, name);
  if (text === undefined || text === '') throw bad(`${name} is missing`);
  return text;
}

function readNullable(fields: Fields, name: string): string | null {
  return fields[name] === null ? null : (readText(fields, name) ?? null);
}
