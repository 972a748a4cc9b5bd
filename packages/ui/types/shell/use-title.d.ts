/** What the browser's tab and history call the view. */
export declare function useTitle(title: string): void;
