import { QueryClient } from '@tanstack/react-query';
/** Answers stay fresh until the stream says that something came: nothing is asked by the clock. */
export declare function createQueryClient(): QueryClient;
