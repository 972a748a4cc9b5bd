import type { ReactElement } from 'react';
/** Any attribute as a column more, by its name. */
export declare function AddColumn({ onAdd }: { readonly onAdd: (name: string) => void }): ReactElement;
