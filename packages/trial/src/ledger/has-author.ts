import type { ChangeAuthor } from '@seatrial/model';

/** Whether somebody is among authors: by e-mail address or name, whatever the letters' case. */
export function hasAuthor(
  { authors }: { readonly authors: readonly Pick<ChangeAuthor, 'name' | 'email'>[] },
  author: string,
): boolean {
  const wanted = author.toLowerCase();
  return authors.some(({ name, email }) => email.toLowerCase() === wanted || name.toLowerCase() === wanted);
}
