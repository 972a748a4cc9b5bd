import type { FunctionChange } from '@seatrial/model';

/** Whether somebody wrote lines of a change: by e-mail address, whatever its letters' case, or by name. */
export function hasAuthor({ authors }: Pick<FunctionChange, 'authors'>, author: string): boolean {
  const wanted = author.toLowerCase();
  return authors.some(({ name, email }) => email.toLowerCase() === wanted || name.toLowerCase() === wanted);
}
