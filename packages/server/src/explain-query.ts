import { parseSelector } from '@seatrial/model';
import type { RowGroup } from '@seatrial/store';
import type { ExplainOptions } from '@seatrial/trial';
import { bad, checkNames, readText, readTime, readWhole, readWord } from './fields.ts';
import type { Fields } from './fields.ts';
import { readSlice } from './query.ts';

const names = [
  'where',
  'from',
  'to',
  'group',
  'groupFrom',
  'groupTo',
  'slowerThanShare',
  'against',
  'againstFrom',
  'againstTo',
  'unit',
  'wholeTrace',
  'sample',
  'exclude',
  'limit',
];

/**
 * What `GET /api/explain` compares: `group` and `against` are selectors (a box of a heat map is
 * `group=duration>100,duration<500&groupFrom=…&groupTo=…`), `exclude` names joined by commas, the rest as in `ExplainOptions`.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`.
 */
export function parseExplainQuery(query: Fields): ExplainOptions {
  checkNames(query, names);
  const group = readGroup(query, 'group', 'groupFrom', 'groupTo');
  const slowerThanShare = readShare(query);
  if (group === undefined && slowerThanShare === undefined)
    throw bad('group is missing. Ask for /api/explain?group=error=true, or with slowerThanShare=0.95');
  const against = readGroup(query, 'against', 'againstFrom', 'againstTo');
  const unit = readWord(query, 'unit', ['request', 'span']);
  const wholeTrace = readWord(query, 'wholeTrace', ['true', 'false']);
  const sample = readWhole(query, 'sample');
  const exclude = readText(query, 'exclude')?.split(',').filter(Boolean);
  const limit = readWhole(query, 'limit');
  return {
    ...readSlice(query),
    group: { ...group, ...(slowerThanShare !== undefined && { slowerThanShare }) },
    ...(against !== undefined && { against }),
    ...(unit !== undefined && { unit }),
    ...(wholeTrace !== undefined && { wholeTrace: wholeTrace === 'true' }),
    ...(sample !== undefined && { sample }),
    ...(exclude !== undefined && { exclude }),
    ...(limit !== undefined && { limit }),
  };
}

function readGroup(query: Fields, name: string, fromName: string, toName: string): RowGroup | undefined {
  const where = readText(query, name);
  const [from, to] = [readTime(query, fromName), readTime(query, toName)];
  if (where === undefined && from === undefined && to === undefined) return undefined;
  if (from !== undefined && to !== undefined && from > to) throw bad(`${fromName} lies after ${toName}`);
  return {
    ...(where !== undefined && { where: parseSelector(where) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function readShare(query: Fields): number | undefined {
  const text = readText(query, 'slowerThanShare');
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text !== '' && share > 0 && share < 1) return share;
  throw bad(`slowerThanShare is ${JSON.stringify(text)}, not a share above 0 and below 1 such as 0.95`);
}
