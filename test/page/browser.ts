import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why there is no browser here; undefined where there is one. In CI its absence is a failure. */
export const missingBrowser: string | undefined = existsSync(executable)
  ? undefined
  : `${executable} is not there: apt-get install chromium, or set CHROMIUM`;
if (missingBrowser !== undefined) {
  if (process.env['SEATRIAL_TESTS_COMPLETE'] === '1') throw new Error(missingBrowser);
  console.warn(`skipped: ${missingBrowser}`);
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args });
}

/** A page that notes whatever goes wrong in it. */
export interface Tab {
  readonly page: Page;
  /** Errors, messages on the console, what the policy forbade, and requests to anybody else. */
  faults(): Promise<readonly string[]>;
  /** Violations of accessibility rules in what is shown now. */
  violations(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** Opens a tab in a context of its own: no cookie, no storage, a fixed zone and language. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') faults.push(`left the machine: ${request.url()}`);
  });
  // As text, since what runs in the browser knows other names than this file.
  await page.addInitScript(`
    window.policyViolations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile }) =>
      window.policyViolations.push(effectiveDirective + ' ' + sourceFile));`);
  return {
    page,
    faults: async () => [...faults, ...(await page.evaluate<readonly string[]>('window.policyViolations'))],
    violations: async () => {
      await page.evaluate(`${axe};0`);
      const found = await page.evaluate<readonly AxeViolation[]>(
        `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
          violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))`,
      );
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    },
    close: () => context.close(),
  };
}
