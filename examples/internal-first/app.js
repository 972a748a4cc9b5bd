import express from 'express';
import { OpenFeature } from '@openfeature/server-sdk';
import { currentCohorts } from '@seatrial/flags';
import { createFlagdProvider } from '@seatrial/flags/flagd';

const { PORT = '3000', FLAGS_FILE = 'rings/1-internal.json' } = process.env;

await OpenFeature.setProviderAndWait(createFlagdProvider({ file: FLAGS_FILE, intervalMs: 100 }));
const flags = OpenFeature.getClient();
const app = express();

app.post('/checkout', async (_request, response) => {
  // The flag is decided by the cohort that the spans carry, so that what is seen is what was done.
  const isNew = await flags.getBooleanValue('new-checkout', false, currentCohorts());
  response.json({ checkout: isNew ? 'new' : 'old' });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
