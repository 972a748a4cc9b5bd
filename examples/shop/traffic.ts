import autocannon from 'autocannon';

const skus = ['anchor', 'compass', 'rope', 'lamp', 'chart'];

const regions = ['eu-central', 'eu-central', 'us-east', 'ap-south'];

/** Of these many tenants one makes four of ten orders, and half of all come from one region: see `contracts` of checkout 1.4.2. */
const tenants = { largest: 't-4217', share: 0.4, count: 100_000 };

let customers = 0;

/** An order by a customer of its own; one of seven is staff, who try things first. */
function order(items: number, more: Readonly<Record<string, unknown>> = {}): autocannon.Request {
  const sold = skus.slice(0, items).map((sku) => ({ sku }));
  return {
    method: 'POST',
    path: '/checkout',
    headers: { 'content-type': 'application/json' },
    setupRequest: (request) => ({ ...request, body: JSON.stringify({ ...toCustomer(), items: sold, ...more }) }),
  };
}

function toCustomer(): Readonly<Record<string, string | undefined>> {
  customers += 1;
  return {
    customer: `c-${customers}`,
    audience: Math.random() < 1 / 7 ? 'internal' : 'public',
    tenant: Math.random() < tenants.share ? tenants.largest : `t-${Math.floor(Math.random() * tenants.count)}`,
    region: regions[Math.floor(Math.random() * regions.length)],
  };
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

/** Sends real HTTP to the gateway, 50 a second unless told; `onSecond` is called once a second with the seconds gone. */
export async function sendTraffic(
  url: string,
  seconds: number,
  onSecond: (second: number) => void,
  rate: number = 50,
): Promise<autocannon.Result> {
  const started = Date.now();
  const timer = setInterval(() => onSecond(Math.min(seconds, Math.round((Date.now() - started) / 1000))), 1000);
  try {
    return await autocannon({ url, duration: seconds, connections: 4, overallRate: rate, requests: [...requests] });
  } finally {
    clearInterval(timer);
  }
}
