import { setTimeout as sleep } from 'node:timers/promises';

/** `stage`: one was passed. The others: how a rollout, a watch or a canary ended. */
export const notificationEvents = ['stage', 'ok', 'regressed', 'undecided'] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

export interface Notification {
  readonly event: NotificationEvent;
  readonly service: string;
  /** A sentence. */
  readonly text: string;
}

/** A webhook that takes `{ "text": … }` as Slack's does; so do Mattermost, Rocket.Chat, and Discord at `/slack`. */
export interface NotificationTarget {
  readonly url: string;
  /** Default: all. */
  readonly on?: readonly NotificationEvent[];
  /** Default: all. */
  readonly services?: readonly string[];
}

export interface Notifier {
  /** Resolves when every target has it, or has been given up. Never rejects: a verdict stands without being told. */
  notify(notification: Notification): Promise<void>;
}

export interface NotifierOptions {
  readonly targets: readonly NotificationTarget[];
  /** Called with a sentence where a target did not take it. */
  readonly onFailure: (text: string) => void;
}

const attempts = 3;
const timeoutMs = 5000;
const longestWaitMs = 10_000;

export function createNotifier({ targets, onFailure }: NotifierOptions): Notifier {
  return {
    async notify({ event, service, text }) {
      const wanted = targets.filter(
        (target) => (target.on?.includes(event) ?? true) && (target.services?.includes(service) ?? true),
      );
      const body = JSON.stringify({ text: `${marks[event]} *${escape(service)}* ${escape(text)}` });
      await Promise.all(wanted.map(({ url }) => send(url, body, onFailure)));
    },
  };
}

/** Emoji by name, as Slack and those like it write them. */
const marks: Readonly<Record<NotificationEvent, string>> = {
  stage: ':arrow_forward:',
  ok: ':white_check_mark:',
  regressed: ':rotating_light:',
  undecided: ':hourglass_flowing_sand:',
};

async function send(url: string, body: string, onFailure: (text: string) => void): Promise<void> {
  // The path of a webhook is its secret.
  const shown = new URL(url).host;
  for (let attempt = 1; ; attempt += 1) {
    const { failure, waitMs } = await post(url, body);
    if (failure === undefined) return;
    if (waitMs === undefined || attempt === attempts) {
      onFailure(`Nobody was told at ${shown}: ${failure}. Check the webhook in "notifications" of seatrial.config.`);
      return;
    }
    await sleep(Math.min(longestWaitMs, waitMs));
  }
}

/** What went wrong, and after how long to try again, if at all. */
async function post(
  url: string,
  body: string,
): Promise<{ readonly failure?: string; readonly waitMs?: number | undefined }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    if (response.ok) return {};
    const again = response.status === 429 || response.status >= 500;
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    const waitMs = again ? (Number.isFinite(seconds) ? seconds : 1) * 1000 : undefined;
    return { failure: `it answered ${response.status}`, waitMs };
  } catch (error) {
    const cause = (error as Error).cause as Error | undefined;
    return { failure: cause?.message ?? (error as Error).message, waitMs: 1000 };
  }
}

/** The three characters that mean something in Slack's text (api.slack.com/reference/surfaces/formatting). */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
