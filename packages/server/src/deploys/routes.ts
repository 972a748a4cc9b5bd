import type { FastifyInstance } from 'fastify';
import { bad, checkNames, readText, readTime, readWhole, readWord, toObject } from '../fields.ts';
import type { Fields } from '../fields.ts';
import type { DeployFinish, Deploys, DeploysQuery, DeployStart } from './deploy.ts';

/** `GET /api/deploys`, `POST /api/deploys`, `POST /api/deploys/finish`. */
export function addDeployRoutes(app: FastifyInstance, deploys: Deploys): void {
  app.get<{ Querystring: Fields }>('/api/deploys', ({ query }) => deploys.deploys(parseDeploysQuery(query)));
  app.post('/api/deploys', ({ body }) => deploys.startDeploy(parseDeployStart(body)));
  app.post('/api/deploys/finish', ({ body }) => deploys.finishDeploy(parseDeployFinish(body)));
}

function parseDeploysQuery(query: Fields): DeploysQuery {
  checkNames(query, ['service', 'environment', 'from', 'limit']);
  const from = readTime(query, 'from');
  const limit = readWhole(query, 'limit');
  return {
    ...readTexts(query, ['service', 'environment']),
    ...(from === undefined ? {} : { from }),
    ...(limit === undefined ? {} : { limit }),
  };
}

const startTexts = ['id', 'service', 'version', 'commit', 'environment', 'ring', 'note', 'url'] as const;

function parseDeployStart(body: unknown): DeployStart {
  const fields = toObject(body);
  checkNames(fields, [...startTexts, 'status']);
  const { service, ...texts } = readTexts(fields, startTexts);
  if (!service) throw bad('service is missing: whose deploy is it?');
  const status = readWord(fields, 'status', ['running', 'mark']);
  return { ...texts, service, ...(status === undefined ? {} : { status }) };
}

function parseDeployFinish(body: unknown): DeployFinish {
  const fields = toObject(body);
  checkNames(fields, ['id', 'service', 'environment', 'status', 'note']);
  const texts = readTexts(fields, ['id', 'service', 'environment', 'note']);
  if (!texts.id && !texts.service) throw bad('Neither id nor service is given: which deploy has ended?');
  const status = readWord(fields, 'status', ['succeeded', 'failed']);
  return { ...texts, ...(status === undefined ? {} : { status }) };
}

const mostCharacters = 2000;

function readTexts<K extends string>(fields: Fields, names: readonly K[]): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const name of names) {
    const text = readText(fields, name);
    if (text === undefined) continue;
    if (text.length > mostCharacters) throw bad(`${name} has ${text.length} characters; ${mostCharacters} at most`);
    texts[name] = text;
  }
  return texts;
}
