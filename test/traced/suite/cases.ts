import type { Case } from './case.ts';
import { errorCases } from './error-cases.ts';
import { generatorCases } from './generator-cases.ts';
import { memberCases } from './member-cases.ts';
import { semanticCases } from './semantic-cases.ts';
import { tableCases } from './table-cases.ts';
import { thenableCases } from './thenable-cases.ts';

/** Every case, the published ones first. */
export const cases: readonly Case[] = [
  ...tableCases,
  ...semanticCases,
  ...errorCases,
  ...generatorCases,
  ...thenableCases,
  ...memberCases,
];
