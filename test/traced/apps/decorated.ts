import { traced } from '@seatrial/traced';
import { expectSpans, recordSpans } from '@seatrial/traced/testing';

const recording = recordSpans();

class Shop {
  @traced
  async checkout(): Promise<string> {
    return Shop.pay();
  }

  @traced
  static pay(): string {
    return 'paid';
  }
}

await new Shop().checkout();
expectSpans({ name: 'Shop.checkout', spans: [{ name: 'Shop.pay' }] });
for (const { name, attributes } of recording.spans())
  console.log(name, attributes['code.file.path'], attributes['code.line.number']);
