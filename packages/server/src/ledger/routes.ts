import type { FastifyInstance } from 'fastify';
import { parseChangesFile, SeatrialError } from '@seatrial/model';
import type { ChangesFile } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { askHabits, askLedgers } from '@seatrial/trial';
import type { HabitQuery, LedgerQuery } from '@seatrial/trial';
import { bad, checkNames, readText } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { HttpError } from '../http-error.ts';
import { readSlice } from '../query.ts';
import type { ReleaseChanges } from './release-changes.ts';

/** Bytes of a `seatrial.changes.json` with the sources of 50,000 functions. */
const mostBytes = 67_108_864;

/**
 * `GET /api/functions`, the ledgers; `GET /api/functions/usual`, functions beside their last seven days; `POST /api/releases`, which takes what a release changed; `GET /api/releases/uploads`
 * and `GET /api/releases/changes`, which give it again.
 */
export function addLedgerRoutes(app: FastifyInstance, store: Store, changes: ReleaseChanges): void {
  app.get<{ Querystring: Fields }>('/api/functions', ({ query }) =>
    askLedgers(store, changes, parseLedgerQuery(query)),
  );
  app.get<{ Querystring: Fields }>('/api/functions/usual', ({ query }) =>
    askHabits(store, changes, parseHabitQuery(query)),
  );
  void app.register((scope, _options, done) => {
    addUpload(scope, changes);
    done();
  });
  app.get<{ Querystring: Fields }>('/api/releases/uploads', ({ query }) => {
    checkNames(query, ['service', 'release']);
    return changes.uploads(readTexts(query, ['service', 'release']));
  });
  app.get<{ Querystring: Fields }>('/api/releases/changes', ({ query }) => findChanges(changes, query));
}

/** In a scope of its own, since the body is read by the model, which says where it is wrong. */
function addUpload(scope: FastifyInstance, changes: ReleaseChanges): void {
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: mostBytes },
    (_request, body, done) => {
      done(null, body);
    },
  );
  scope.post('/api/releases', {
    errorHandler: (error) => {
      if (error.statusCode !== 413) throw error;
      throw new HttpError(
        413,
        'SEATRIAL_TOO_LARGE',
        `The changes are larger than ${mostBytes / 1024 / 1024} MiB. Compare with a nearer release: seatrial build --from REF.`,
      );
    },
    handler: ({ body }) => changes.upload(parseChangesFile(typeof body === 'string' ? body : '', 'The body')),
  });
}

async function findChanges(changes: ReleaseChanges, query: Fields): Promise<ChangesFile> {
  checkNames(query, ['service', 'release']);
  const { service, release } = readTexts(query, ['service', 'release']);
  if (service === undefined) throw bad('service is missing. Ask for /api/releases/changes?service=NAME');
  const [upload] = await changes.uploads({ service, ...(release !== undefined && { release }) });
  const file = upload === undefined ? undefined : await changes.changes(upload.id);
  if (file !== undefined) return file;
  const what = release === undefined ? 'any release' : release;
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    `Nobody has uploaded what ${what} of ${service} changed. In CI: npx seatrial build --from REF --upload`,
  );
}

function parseLedgerQuery(query: Fields): LedgerQuery {
  const texts = ['service', 'release', 'environment', 'author'] as const;
  checkNames(query, [...texts, 'from', 'to']);
  const { from, to } = readSlice({ from: query['from'], to: query['to'] });
  return { ...readTexts(query, texts), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function parseHabitQuery(query: Fields): HabitQuery {
  const texts = ['author', 'service', 'environment'] as const;
  checkNames(query, [...texts, 'from', 'to']);
  const { author, ...others } = readTexts(query, texts);
  if (author === undefined) throw bad('author is missing. Ask for /api/functions/usual?author=E-MAIL&from=TIME');
  const { from, to = Date.now() } = readSlice({ from: query['from'], to: query['to'] });
  if (from === undefined) throw bad('from is missing: since when?');
  return { author, ...others, from, to };
}

function readTexts<K extends string>(query: Fields, names: readonly K[]): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const name of names) {
    const text = readText(query, name);
    if (text !== undefined && text !== '') texts[name] = text;
  }
  return texts;
}
