import type { ReactElement } from 'react';
import type { FunctionChange } from '@seatrial/model';
import './source-diff.css';
/** What a release changed in a function, line by line. */
export declare function SourceDiff({ change }: { readonly change: FunctionChange }): ReactElement;
