import { createShop } from './shop.ts'; import { createWorld } from './world.ts';
const w = await createWorld(createShop(120));
const h = await w.store.heatmap({of:'requests', by:'version', columns:160, rows:56});
console.log(h.edgesMs, h.columnMs, h.from, h.to, h.arms.map(a=>[a.arm,a.events,a.errors,a.cells.length]), JSON.stringify(h).length);
await w.close();
