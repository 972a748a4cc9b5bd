import type { ReactElement, ReactNode } from 'react';
/** A button that copies; where nothing can be copied by a program, the text is in its title. */
export declare function CopyButton({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ReactNode;
}): ReactElement;
/** A command line, whole, that a click copies. */
export declare function CommandLine({ text }: { readonly text: string }): ReactElement;
