import { comparisonNames, parseSelector } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import { toObjectives, units } from '@seatrial/trial';
import type { Objectives, VerifyOptions } from '@seatrial/trial';
import { bad, checkNames, readText, readWhole, readWord } from './fields.ts';
import type { Fields } from './fields.ts';
import { readSlice } from './query.ts';

/**
 * What `GET /api/verify` compares: the fields of `VerifyOptions` by name, selectors in their grammar, objectives as JSON.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`.
 */
export function parseVerifyQuery(query: Fields): VerifyOptions {
  checkNames(query, comparisonNames);
  const service = readText(query, 'service');
  if (service === undefined || service === '') throw bad('service is missing. Ask for /api/verify?service=NAME');
  const toSelector = (name: string): Selector | undefined => {
    const text = readText(query, name);
    return text === undefined || text === '' ? undefined : parseSelector(text);
  };
  const [candidate, baseline] = [toSelector('candidate'), toSelector('baseline')];
  const [flag, environment] = [readText(query, 'flag'), readText(query, 'environment')];
  const unit = readWord(query, 'unit', units);
  const cohorts = readText(query, 'cohorts')
    ?.split(',')
    .filter((name) => name !== '');
  const batchSeconds = readWhole(query, 'batchSeconds');
  const complete = readWord(query, 'complete', ['true', 'false']);
  const objectives = readObjectives(query);
  return {
    service,
    ...readSlice(query),
    ...(candidate !== undefined && { candidate }),
    ...(baseline !== undefined && { baseline }),
    ...(flag !== undefined && { flag }),
    ...(environment !== undefined && { environment }),
    ...(unit !== undefined && { unit }),
    ...(cohorts !== undefined && { cohorts }),
    ...(batchSeconds !== undefined && { batchSeconds }),
    ...(complete !== undefined && { complete: complete === 'true' }),
    ...(objectives !== undefined && { objectives }),
  };
}

function readObjectives(query: Fields): Partial<Objectives> | undefined {
  const text = readText(query, 'objectives');
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw bad('objectives is no JSON object such as {"errors":{"ceiling":0.01}}');
  return toObjectives(parsed);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
