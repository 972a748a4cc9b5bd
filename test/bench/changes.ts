import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 30;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/**
 * A patch release of a repository of 300 files (zod's sources): twelve commits of three authors, nine functions in
 * nine files. CPU time of whole processes with all that they start, as the shell counts it.
 */
export async function benchChanges(): Promise<readonly BenchRow[]> {
  const repo = mkdtempSync(join(tmpdir(), 'seatrial-bench-changes-'));
  try {
    const files = createRepository(repo);
    const program = `import { changedFunctions } from '@seatrial/changes'; await changedFunctions({ repo: ${JSON.stringify(repo)}, from: 'v1' })`;
    const commands = {
      ours: [process.execPath, '--input-type=module', '-e', program],
      bare: [process.execPath, '--input-type=module', '-e', ''],
      diff: ['git', '-C', repo, 'diff', 'v1', 'HEAD'],
    };
    const costs = { ours: [] as Cost[], bare: [] as Cost[], diff: [] as Cost[] };
    for (let round = 0; round < rounds; round += 1)
      for (const name of ['ours', 'bare', 'diff'] as const) costs[name].push(measure(commands[name]));
    const cpu = (name: keyof typeof costs): readonly number[] => costs[name].map(({ cpuMs }) => cpuMs);
    const added = cpu('ours').map((value, index) => value - (cpu('bare')[index] ?? 0));
    const seconds = median(costs.ours.map(({ wallMs }) => wallMs)) / 1000;
    const detail = `${median(cpu('ours')).toFixed(0)} ms against ${median(cpu('diff')).toFixed(1)} ms CPU, ${files} files, ${seconds.toFixed(2)} s`;
    return [
      {
        group: 'changes',
        name: 'changed functions with authors, of git diff (goal: at most 15)',
        ...comparePairs(cpu('ours'), cpu('diff')),
        detail,
      },
      {
        group: 'changes',
        name: '  the same without the start of Node.js',
        ...comparePairs(added, cpu('diff')),
        detail: `${median(added).toFixed(0)} ms CPU`,
      },
    ];
  } finally {
    rmSync(repo, { recursive: true, force: true });
  }
}

/** Two commits' worth of files and the history between them; gives how many files there are. */
function createRepository(repo: string): number {
  cpSync(join(root, 'node_modules/zod/src'), join(repo, 'src'), { recursive: true });
  const git = (...args: readonly string[]): Buffer => execFileSync('git', ['-C', repo, ...args], { stdio: 'pipe' });
  const commit = (who: string): void => {
    git('add', '--all');
    git('-c', `user.name=${who}`, '-c', `user.email=${who}@example.com`, 'commit', '--quiet', '--message', who);
  };
  git('init', '--quiet');
  commit('before');
  git('tag', 'v1');
  const paths = globSync('src/v4/core/*.ts', { cwd: repo }).toSorted().slice(0, 11);
  for (let index = 0; index < 12; index += 1) {
    for (const path of paths.filter((_, place) => place % 4 === index % 4 || place === index)) {
      const text = readFileSync(join(repo, path), 'utf8');
      writeFileSync(join(repo, path), text.replace(/^( +)return (?!changed)/m, `$1changed(${index});\n$1return `));
    }
    commit(['ann', 'ben', 'cleo'][index % 3] ?? '');
  }
  return globSync('src/**/*.ts', { cwd: repo }).length;
}

/** The shell's `times`: its second line is user and system time of what it ran, and of what that ran. */
function measure(command: readonly string[]): Cost {
  const start = performance.now();
  const script = '"$@" > /dev/null || exit 1; times';
  const output = execFileSync('bash', ['-c', script, 'bash', ...command], { cwd: root, encoding: 'utf8' });
  const wallMs = performance.now() - start;
  const [user, system] = (output.split('\n')[1] ?? '').split(' ').map((text) => toMs(text));
  return { cpuMs: (user ?? 0) + (system ?? 0), wallMs };
}

function toMs(text: string): number {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
}
