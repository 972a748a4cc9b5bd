import { traced } from '@seatrial/traced';
import { expectSpans, recordSpans } from '@seatrial/traced/testing';

interface Order {
  readonly id: string;
}

const recording = recordSpans();

const pay = traced(function pay(order: Order): string {
  return `paid ${order.id}`;
});

pay({ id: 'rope' });
expectSpans({ name: 'pay' });
for (const { name, attributes } of recording.spans())
  console.log(name, attributes['code.file.path'], attributes['code.line.number']);
