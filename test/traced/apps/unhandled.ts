import { traced } from '@seatrial/traced';
import { recordSpans } from '@seatrial/traced/testing';

recordSpans();
const fail = traced('fail', async (): Promise<never> => {
  throw new Error('nobody handles this');
});
void fail();
