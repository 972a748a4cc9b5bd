#!/usr/bin/env node
// Plain JavaScript that any Node.js can read, since npm links it before a build and an old Node.js has to be told so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(
    `seatrial needs Node.js 22.15 or later; this is ${process.version}. Install a newer one, or run it by "npx node@24".`,
  );
  process.exitCode = 69;
} else {
  const main = new URL('../dist/main.js', import.meta.url);
  import(main.href).catch((error) => {
    const unbuilt =
      error?.code === 'ERR_MODULE_NOT_FOUND' && String(error.url ?? error.message).includes('dist/main.js');
    console.error(unbuilt ? 'seatrial is not built in this checkout. Run "npm run build" first.' : error);
    process.exitCode = unbuilt ? 69 : 70;
  });
}
