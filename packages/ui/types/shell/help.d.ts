import type { ReactElement } from 'react';
/** All keys, in the browser's own dialog, which keeps the focus and closes by Escape. */
export declare function Help({ onClose }: { readonly onClose: () => void }): ReactElement;
