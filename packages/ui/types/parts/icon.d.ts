import type { ReactElement } from 'react';
declare const paths: {
  readonly ok: 'M3 8.5 6.5 12 13 4.5';
  readonly regressed: 'M8 2.5 14.5 13.5H1.5Z';
  readonly undecided: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2.5V8l2.5 1.5';
  readonly close: 'M4 4l8 8M12 4l-8 8';
  readonly copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7';
  readonly open: 'M6 4l5 4-5 4';
  readonly sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1';
  readonly moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z';
  readonly system: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 0v12M8 5l3.4-1.2M8 8.5l5.8-1.6M8 12l5-2';
  readonly pause: 'M5.5 3.5v9M10.5 3.5v9';
  readonly play: 'M5 3.5v9l7-4.5Z';
};
export type IconName = keyof typeof paths;
/** Beside a word, or in a button that says by itself what it does: hidden from readers. */
export declare function Icon({ name, size }: { readonly name: IconName; readonly size?: number }): ReactElement;
export {};
