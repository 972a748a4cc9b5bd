import type { ReactElement } from 'react';
import './events.css';
/** Single spans, the newest first, filtered by anything they have. */
export declare function EventsPage(): ReactElement;
