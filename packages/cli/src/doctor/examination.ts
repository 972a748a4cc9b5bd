import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DoctorReport } from '@seatrial/model';
import { findRegister, runCommand, withImports } from '../child-command.ts';

/** A line that register() said, with the code of its section in docs/what-can-go-wrong.md. */
export interface SaidLine {
  readonly code: string;
  readonly message: string;
}

/** What came of running a program under the probe. */
export interface Examination {
  readonly command: readonly string[];
  /** Who set up register(): this command, or the program by itself. */
  readonly setUpBy: 'doctor' | 'program';
  readonly exit: {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    /** It ran for the whole time and was ended by this command. */
    readonly stopped: boolean;
    /** It had to be killed, since it did not end on SIGTERM. */
    readonly killed: boolean;
  };
  /** Of the process that made most spans; `null` where no Node.js process took the probe. */
  readonly report: DoctorReport | null;
  readonly otherProcesses: number;
  readonly lines: readonly SaidLine[];
}

const lookEveryMs = 100;
/** The probe measures and waits for endpoints when its time is over. */
const probeMs = 10_000;
const endMs = 5000;

/** Runs a command for `forMs`, or until it ends, and collects what the probe in its processes has found. */
export async function examine(command: readonly string[], forMs: number, setUp: boolean): Promise<Examination> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-doctor-'));
  const stop = new Stop(folder, forMs);
  try {
    const imports = [findRegister('doctor'), ...(setUp ? [findRegister('auto')] : [])];
    const env = {
      ...process.env,
      NODE_OPTIONS: withImports(process.env['NODE_OPTIONS'], imports),
      SEATRIAL_DOCTOR_FOLDER: folder,
      SEATRIAL_DOCTOR_MS: String(forMs),
    };
    // What the program prints is not the report: it goes to stderr, so that the report alone is on stdout.
    const outcome = await runCommand(command, {
      verb: 'doctor',
      env,
      output: 'stderr',
      onStart: (child) => stop.follow(child),
    });
    const [report, ...others] = readReports(folder);
    return {
      command,
      setUpBy: setUp ? 'doctor' : 'program',
      exit: { ...outcome, stopped: stop.stopped, killed: stop.killed },
      report: report ?? null,
      otherProcesses: others.length,
      lines: report === undefined ? [] : readLines(join(folder, `${report.process.pid}.lines`)),
    };
  } finally {
    stop.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends a program when its time is over and the probe has written what it found. */
class Stop {
  stopped = false;
  killed = false;
  readonly #folder: string;
  readonly #forMs: number;
  readonly #since = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string, forMs: number) {
    this.#folder = folder;
    this.#forMs = forMs;
  }

  follow(child: ChildProcess): void {
    this.#timer = setInterval(() => {
      const over = performance.now() - this.#since - this.#forMs;
      const written = readdirSync(this.#folder).some((name) => name.endsWith('.done'));
      if (!this.stopped && over > 0 && (written || over > probeMs)) {
        this.stopped = true;
        this.#signal(child, 'SIGTERM');
        setTimeout(() => {
          this.killed = child.exitCode === null && child.signalCode === null;
          if (this.killed) this.#signal(child, 'SIGKILL');
        }, endMs).unref();
      }
    }, lookEveryMs);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** To the command, and to the program itself where a package manager lies between. */
  #signal(child: ChildProcess, signal: NodeJS.Signals): void {
    child.kill(signal);
    for (const { process: found } of readReports(this.#folder)) {
      if (found.pid === child.pid) continue;
      try {
        process.kill(found.pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/** The process that matters first: the one where register() runs, then the one with most spans. */
function readReports(folder: string): readonly DoctorReport[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DoctorReport)
    .toSorted((a, b) => toRank(b) - toRank(a));
}

function toRank(report: DoctorReport): number {
  return (report.state === 'running' ? 1e9 : 0) + countSpans(report);
}

/** Spans that ended in the process. */
export function countSpans({ spans }: DoctorReport): number {
  return Object.values(spans).reduce((sum, count) => sum + count, 0);
}

function readLines(path: string): readonly SaidLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SaidLine);
}
