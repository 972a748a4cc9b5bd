import type { ReactElement } from 'react';
import './palette.css';
/** Anywhere by its name: views, services, releases; a trace by its id. */
export declare function Palette({ onClose }: {
    readonly onClose: () => void;
}): ReactElement;
