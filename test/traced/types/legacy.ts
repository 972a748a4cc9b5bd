import { traced } from '@seatrial/traced';

/** What legacy decorators cannot do is an error where it is written. */
export class Till {
  // @ts-expect-error -- a legacy decorator cannot reach the value of a field
  @traced
  handler: (word: string) => string = (word) => word;
}
