import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isSelfRegistering } from './self-registering.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-'));
  const files = {
    'package.json': '{"scripts":{"start":"node --import @seatrial/register/auto app.js","serve":"node app.js"}}',
    'app.js': `import express from 'express';`,
    'inline.js': `import { register } from '@seatrial/register';`,
    'beside.js': `import './lib/instrumentation.js';\nimport './app.js';`,
    'required.js': `require('./lib/instrumentation');`,
    'lib/instrumentation.js': `import { register } from '@seatrial/register';`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it.each<[string, string, boolean]>([
  ['node app.js', '', false],
  ['node --import @seatrial/register/auto app.js', '', true],
  ['node app.js', '--import=@seatrial/register/auto', true],
  ['node inline.js', '', true],
  ['node beside.js', '', true],
  ['node required.js', '', true],
  ['node .', '', false],
  ['node nowhere.js', '', false],
  ['npm start', '', true],
  ['npm run serve', '', false],
  ['npm run nothing', '', false],
])('%s with NODE_OPTIONS %o: %o', (command, nodeOptions, expected) => {
  expect(isSelfRegistering(command.split(' '), folder, nodeOptions)).toBe(expected);
});
