import { repeatLine, sayLine } from '../line.ts';
import type { Report } from './outbox.ts';

/** Says what becomes of telemetry on its way: the first failure, then at most one line an hour, with counts. */
export interface DeliveryLines {
  say(report: Report): void;
  /** The process ended with items that nobody took. */
  sayLeft(items: number, reason: string | undefined): void;
  /** The process ended before the last answer was there. */
  sayCut(timeoutMs: number, reason: string | undefined): void;
  sayBroken(error: Error): void;
}

const hourMs = 3_600_000;

export function createDeliveryLines({ mostBytes }: { readonly mostBytes: number }): DeliveryLines {
  const failure = { since: 0, attempts: 0, said: false };
  const total = { lost: 0, lostBefore: 0 };
  const isFailureDue = createHourly();
  const isLossDue = createHourly();

  return {
    say(report) {
      if (report.kind === 'failed') {
        if (failure.attempts === 0) failure.since = performance.now();
        failure.attempts += 1;
        if (!isFailureDue()) return;
        const again = failure.said
          ? `, for ${toTime(performance.now() - failure.since)}, ${failure.attempts} times`
          : '';
        failure.said = true;
        const waiting = report.waiting > 0 ? `; ${report.waiting} items wait` : '';
        const lost = total.lost > 0 ? `, ${total.lost} were lost` : '';
        repeatLine(
          'not-sent',
          `telemetry could not be sent${again} (${report.reason}). It is kept, up to ${mostBytes / 1024 / 1024} MiB, and ` +
            `tried again${waiting}${lost}. ${fix}`,
        );
      } else if (report.kind === 'lost') {
        total.lost += report.items;
        if (isLossDue()) repeatLine('lost', toLostLine(report, total.lost));
      } else if (report.kind === 'skewed') {
        sayLine('clock-skew', toSkewLine(report.skewMs));
      } else {
        const { said, since } = failure;
        Object.assign(failure, { attempts: 0, said: false });
        if (!said) return;
        const lost = total.lost - total.lostBefore;
        total.lostBefore = total.lost;
        repeatLine(
          'sent-again',
          `telemetry is sent again after ${toTime(performance.now() - since)}; ${lost} items were lost meanwhile.`,
        );
      }
    },
    sayLeft(items, reason) {
      sayLine(
        'not-sent',
        `telemetry could not be sent (${reason ?? 'no receiver took it'}): ${items} items are lost. ${fix}`,
      );
    },
    sayCut(timeoutMs, reason) {
      const why = reason === undefined ? '' : ` (${reason})`;
      sayLine(
        'exit-cut',
        `the receiver did not take the last telemetry within ${timeoutMs} ms of the process's end${why}; what it had not ` +
          'taken is lost. SEATRIAL_EXIT_WAIT_MS sets the time; 0 does not wait.',
      );
    },
    sayBroken(error) {
      sayLine(
        'export-stopped',
        `the export thread failed (${error.message}); nothing more is sent. The application runs on.`,
      );
    },
  };
}

/** Answers true at most once an hour. */
function createHourly(): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < hourMs) return false;
    last = performance.now();
    return true;
  };
}

function toTime(ms: number): string {
  if (ms < 60_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return ms < hourMs ? `${Math.round(ms / 60_000)} min` : `${(ms / hourMs).toFixed(1)} h`;
}

const fix = 'Is a receiver listening? Start one with "npx seatrial dev", or set OTEL_EXPORTER_OTLP_ENDPOINT.';

function toSkewLine(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return (
    `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the receiver's: spans of this service lie apart ` +
    'from those of others in the same trace, and releases are compared over other minutes. Set the time (NTP).'
  );
}

function toLostLine({ why, reason, items }: Extract<Report, { readonly kind: 'lost' }>, lost: number): string {
  const count = lost === items ? `${items} items` : `${items} items, ${lost} since the start,`;
  if (why === 'full')
    return `${count} of telemetry were dropped, since the receiver has been away for longer than the buffer lasts.`;
  return `the receiver refused ${count} of telemetry (${reason}). Check OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL and _HEADERS.`;
}
