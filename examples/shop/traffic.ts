import autocannon from 'autocannon';

const skus = ['anchor', 'compass', 'rope', 'lamp', 'chart'];

let customers = 0;

/** An order by a customer of its own; every seventh is staff, who try things first. */
function order(items: number, more: Readonly<Record<string, unknown>> = {}): autocannon.Request {
  customers += 1;
  const audience = customers % 7 === 0 ? 'internal' : 'public';
  const sold = skus.slice(0, items).map((sku) => ({ sku }));
  const body = JSON.stringify({ customer: `c-${customers}`, audience, items: sold, ...more });
  return { method: 'POST', path: '/checkout', headers: { 'content-type': 'application/json' }, body };
}

/** What customers do: most look, many buy, some with a coupon, some as a gift. */
const requests: readonly autocannon.Request[] = [
  ...skus.map((sku): autocannon.Request => ({ method: 'GET', path: `/products/${sku}` })),
  order(1),
  order(2),
  order(3, { coupon: 'SPRING10' }),
  order(2, { coupon: 'CREW25' }),
  order(1, { coupon: 'WELCOME' }),
  order(3, { gift: true }),
  order(5),
];

/** Looks at products only, at two releases alike, 150 a second each; answers with how many were not answered well. */
export async function sendLooks(urls: readonly string[], seconds: number): Promise<number> {
  const looks = requests.filter(({ method }) => method === 'GET');
  const send = (url: string) =>
    autocannon({ url, duration: seconds, connections: 2, overallRate: 150, requests: looks });
  const results = await Promise.all(urls.map(send));
  return results.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0);
}

/** Sends real HTTP to the gateway at a steady rate; `onSecond` is called once a second with the seconds gone. */
export async function sendTraffic(
  url: string,
  seconds: number,
  onSecond: (second: number) => void,
): Promise<autocannon.Result> {
  const started = Date.now();
  const timer = setInterval(() => onSecond(Math.min(seconds, Math.round((Date.now() - started) / 1000))), 1000);
  try {
    return await autocannon({ url, duration: seconds, connections: 4, overallRate: 50, requests: [...requests] });
  } finally {
    clearInterval(timer);
  }
}
