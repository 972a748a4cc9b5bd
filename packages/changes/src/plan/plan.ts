import type { ProbePlan } from '@seatrial/model';
import type { CreatedPlan, PlanOptions } from './create-plan.ts';

// What reads builds and source maps is loaded by who makes a plan: to compare two commits takes none of it.

/**
 * Works out which functions of a build are watched and by what text. A function that no file of the build holds in
 * a way that can be told for sure is in the plan as `unverifiable`, with the reason.
 */
export async function createPlan(options: PlanOptions): Promise<CreatedPlan> {
  const module = await import('./create-plan.ts');
  return module.createPlan(options);
}

/**
 * Puts the text of a plan into the files of a build, for what loads them without Seatrial's loader.
 * @returns the plan of the files as they are now.
 */
export async function writePlan(folder: string, plan: ProbePlan): Promise<ProbePlan> {
  const module = await import('./write-plan.ts');
  return module.writePlan(folder, plan);
}
