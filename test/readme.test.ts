import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandOutcome } from './process/run-commands.ts';
import { runNode } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
  ...['docs', 'docs/flags'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];
const scripts = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> }
).scripts;

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map((match) => ({
    page,
    language: match[1] ?? '',
    text: match[2] ?? '',
  })),
);

let folder: string;

/** A project of a user's, with a release before: the published names resolve, nothing else is there. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-readme-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"name":"their-service","version":"3.2.1"}');
  writeFileSync(
    join(folder, 'app.js'),
    `require('node:http').createServer().listen(0, function () { this.close(); });`,
  );
  const git = (...args: readonly string[]): Buffer => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  const person = ['-c', 'user.name=They', '-c', 'user.email=they@example.com', '-c', 'commit.gpgSign=false'];
  git('init', '--quiet');
  git('add', 'app.js', 'package.json');
  git(...person, 'commit', '--quiet', '--message', 'A service');
  git('tag', 'v1.4.1');
  writeFileSync(join(folder, 'price.js'), 'exports.price = (amount) => amount * 2;\n');
  git('add', 'price.js');
  git(...person, 'commit', '--quiet', '--message', 'Prices');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the JavaScript of the pages runs', () => {
  const code = blocks.filter(({ language }) => language === 'js' || language === 'ts');

  it.each(code.map((block, index) => [`${block.page}, block ${index + 1}`, block] as const))(
    '%s',
    async (name, { text }) => {
      const sink = await createOtlpSink();
      const path = join(folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
      // Names that the page leaves to its reader.
      const given = /\bbytes\b/.test(text) ? 'const bytes = new Uint8Array();\n' : '';
      const batch =
        /\bbatch\b/.test(text) && !/\{ batch/.test(text) ? 'const batch = { spans: [], logs: [], metrics: [] };\n' : '';
      writeFileSync(path, `${given}${batch}${text}\nprocess.exit();`);
      const outcome = await runNode([path], { cwd: folder, env: sink.env });
      await sink.close();
      expect(outcome.code, outcome.stderr).toBe(0);
    },
  );
});

describe('the commands of the pages', () => {
  const lines = blocks
    .filter(({ language }) => language === 'sh' || language === '')
    .flatMap(({ page, text }) =>
      text.split('\n').map((line) => ({
        page,
        line: line
          .replace(/^\$ /, '')
          .replace(/\s+#.*$/, '')
          .replace(/\s{2,}\S.*$/, '')
          .trim(),
      })),
    )
    .filter(({ line }) => /^(npx|npm|node) /.test(line));

  it('are there', () => {
    expect(lines.length).toBeGreaterThan(20);
  });

  it.each(lines.filter(({ line }) => line.startsWith('npm ')).map(({ page, line }) => [page, line]))(
    '%s: %s names scripts that exist',
    (_page, line) => {
      for (const [, name] of line.matchAll(/npm run (?:-s )?([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(name);
      if (line.includes('npm test')) expect(Object.keys(scripts)).toContain('test');
    },
  );

  const commands = [...new Set(lines.filter(({ line }) => line.startsWith('npx seatrial')).map(({ line }) => line))];

  const toWords = (line: string): readonly string[] => {
    const words = [...line.replace(/^npx seatrial ?/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
      (match) => match[1] ?? match[2] ?? match[3] ?? '',
    );
    // What goes on until it is stopped, or wants data, is asked for its help with the same words.
    return ['dev', 'tail', 'trace', 'watch', 'rollout'].includes(words[0] ?? '') || words.includes('--wait')
      ? [...words.map((word) => (word === 'ID' ? 'abcdef0123456789' : word)), '--help']
      : words;
  };
  const toEnv = (): Record<string, string> => ({
    SEATRIAL_STATE_DIR: join(folder, 'state'),
    OTEL_SDK_DISABLED: 'true',
  });
  // 69 is "there is no store yet", 11 a verdict on nothing: the words were right.
  const understood = [0, 11, 69];
  /** They start processes, or end with their own. */
  const isOnItsOwn = (line: string): boolean => ['run', 'doctor', 'generate', 'mcp'].includes(toWords(line)[0] ?? '');

  it.each(commands.filter(isOnItsOwn))('%s is understood', async (line) => {
    const args = [join(root, 'packages/cli/bin/seatrial.js'), ...toWords(line)];
    const outcome = await runNode(args, { cwd: folder, env: toEnv() });
    expect(understood, outcome.stderr).toContain(outcome.code);
  });

  it('all others are understood', async () => {
    const others = commands.filter((line) => !isOnItsOwn(line));
    const [given, answers] = [join(folder, 'commands.json'), join(folder, 'outcomes.json')];
    writeFileSync(given, JSON.stringify(others.map(toWords)));
    const script = join(import.meta.dirname, 'process/run-commands.ts');
    const outcome = await runNode(['-C', '@seatrial/source', script, given, answers], { cwd: folder, env: toEnv() });
    expect(outcome.code, outcome.stderr).toBe(0);
    const outcomes = JSON.parse(readFileSync(answers, 'utf8')) as readonly CommandOutcome[];
    expect(outcomes).toHaveLength(others.length);
    expect(
      others.flatMap((line, index) => {
        const { code, said } = outcomes[index] ?? { code: -1, said: '' };
        return understood.includes(code) ? [] : [`${line}: ${code} ${said}`];
      }),
    ).toEqual([]);
  });

  it('node --import @seatrial/register/auto app.js', async () => {
    expect(
      await runNode(['--import', '@seatrial/register/auto', 'app.js'], {
        cwd: folder,
        env: { OTEL_SDK_DISABLED: 'true' },
      }),
    ).toMatchObject({ code: 0 });
  });
});

it('links between pages lead somewhere', () => {
  const dead = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map((match) => join(root, dirname(page), match[1] ?? ''))
      .filter((path) => !existsSync(path))
      .map((path) => `${page}: ${path}`),
  );
  expect(dead).toEqual([]);
});

it('ARCHITECTURE.md shows the import table that the test holds', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const table = readFileSync(join(import.meta.dirname, 'architecture.test.ts'), 'utf8');
  for (const [, name, list] of table.matchAll(/^ {2}(\w+): \[([^\]]*)\],$/gm)) {
    const allowed = (list ?? '').replaceAll(/[',]/g, '') || '–';
    expect(text).toMatch(new RegExp(`^\\| \`${name}\` +\\| .* \\| ${allowed} +\\| `, 'm'));
  }
});
