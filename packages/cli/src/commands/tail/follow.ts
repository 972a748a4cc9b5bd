import { setTimeout as sleep } from 'node:timers/promises';
import { SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { SpanRow, StoreReader } from '@seatrial/store';
import { findServerReader } from '../../reader.ts';
import { createScreen } from '../../screen.ts';
import type { Terminal } from '../../terminal.ts';
import { RateNotice } from './rate-notice.ts';

export interface FollowOptions {
  readonly reader: StoreReader;
  readonly where: Selector;
  /** Where the end was before the newest spans were read. */
  readonly cursor: number;
  /** What is on the screen already. */
  readonly shown: readonly SpanRow[];
  /** Spans a second at most. */
  readonly rate: number;
}

const lookEveryMs = 400;

/** Shows what arrives until Ctrl-C, over restarts of the server. */
export async function follow(
  { reader: first, where, cursor, shown, rate }: FollowOptions,
  format: (span: SpanRow) => string,
  terminal: Terminal,
): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const known = new Set(shown.map((span) => span.cursor));
  const screen = createScreen(terminal);
  const notice = new RateNotice(rate);
  // At least one each time, so that the newest is seen whatever the rate.
  const limit = Math.max(1, Math.floor((rate * lookEveryMs) / 1000));
  let reader = first;
  let after = cursor;
  let lost = false;
  while (!stop.signal.aborted) {
    try {
      const found = await reader.follow({ where, after, limit });
      if (lost) terminal.say('The server answers again.');
      lost = false;
      after = found.cursor;
      const spans = found.spans.filter((span) => !known.has(span.cursor));
      if (spans.length > 0) screen.clear();
      for (const span of spans) terminal.print(format(span));
      const line = notice.add(found.spans.length, found.matched, performance.now());
      if (terminal.live) screen.show(terminal.paint('dim', line), '');
      else if (notice.isNews(performance.now())) terminal.say(line);
    } catch (error) {
      if (!(error instanceof SeatrialError) || !gone.has(error.code)) throw error;
      screen.clear();
      if (!lost) terminal.say('The server is gone. Waiting for it to come back …');
      lost = true;
      // It comes back with another token, and perhaps at another port.
      reader = (await findServerReader()) ?? reader;
    }
    await sleep(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  screen.clear();
}

/** What a server that ended or was started anew answers with. */
const gone: ReadonlySet<string> = new Set(['SEATRIAL_NO_SERVER', 'SEATRIAL_SERVER_REFUSED']);
