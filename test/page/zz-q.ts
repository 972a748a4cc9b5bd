import { createShop } from './shop.ts';
import { createWorld } from './world.ts';
const w = await createWorld(createShop(120));
const t = performance.now();
const r = await fetch(
  `${w.server.state.apiUrl}/api/explain?where=service%3Dcheckout&group=version%3D1.4.2-g9f31c07%2Cduration%3E1600`,
  { headers: { authorization: `Bearer ${w.server.state.token}` } },
);
console.log(r.status, Math.round(performance.now() - t), JSON.stringify(await r.json(), null, 1).slice(0, 6000));
await w.close();
