import type { DuckDBConnection } from '@duckdb/node-api';
import type { Contrast, ContrastQuery, PatternQuery, Patterns } from '../../contrast.ts';
import type { Report } from '../protocol.ts';
import type { Questions } from '../questions.ts';
import type { Layout } from '../selector-sql.ts';
import { ContrastSession } from './session.ts';

/** An explanation asks again at once; later its tables would only take memory. */
const idleMs = 2000;

interface Ground {
  readonly connect: () => Promise<DuckDBConnection>;
  readonly layout: Layout;
  readonly names: readonly string[];
}

interface Open {
  readonly session: Promise<ContrastSession>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** Sessions by what they are about, each ended a little after its last question. */
export class ContrastSessions {
  readonly #open = new Map<string, Open>();

  readonly #questions: Questions;
  readonly #ground: () => Promise<Ground>;

  constructor(questions: Questions, ground: () => Promise<Ground>) {
    this.#questions = questions;
    this.#ground = ground;
  }

  contrast({ having = [], ...query }: ContrastQuery, onProgress: Report): Promise<Contrast> {
    return this.#questions.follow(() => this.#use(query, (session) => session.contrast(having, onProgress)));
  }

  patterns({ having = [], predicates, ...query }: PatternQuery): Promise<Patterns> {
    return this.#questions.follow(() => this.#use(query, (session) => session.patterns(having, predicates)));
  }

  async #use<T>(query: Omit<ContrastQuery, 'having'>, ask: (session: ContrastSession) => Promise<T>): Promise<T> {
    const key = JSON.stringify(query);
    const open = this.#open.get(key) ?? this.#begin(key, query);
    clearTimeout(open.timer);
    open.users += 1;
    try {
      return await ask(await open.session);
    } catch (error) {
      // Whatever failed is begun anew by the next question.
      await this.#end(key, open);
      throw error;
    } finally {
      open.users -= 1;
      if (open.users === 0) open.timer = setTimeout(() => void this.#end(key, open), idleMs).unref();
    }
  }

  /** Ends them all, once what was asked is answered. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map(([key, open]) => this.#end(key, open)));
  }

  #begin(key: string, query: Omit<ContrastQuery, 'having'>): Open {
    const session = this.#ground().then(async ({ connect, layout, names }) =>
      ContrastSession.open({ connection: await connect(), query, layout, names }),
    );
    const open: Open = { session, users: 0, timer: undefined };
    this.#open.set(key, open);
    return open;
  }

  async #end(key: string, open: Open): Promise<void> {
    clearTimeout(open.timer);
    if (this.#open.get(key) !== open) return;
    this.#open.delete(key);
    await open.session.then((session) => session.close()).catch(() => undefined);
  }
}
