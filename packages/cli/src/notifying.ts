import { createNotifier } from '@seatrial/server';
import type { NotificationTarget, Notifier } from '@seatrial/server';
import type { NotificationConfig, SeatrialConfig } from './config/config.ts';
import type { Terminal } from './terminal.ts';

/** Tells those that the configuration names; says once which of them cannot be told, and why. */
export function createConfiguredNotifier({ notifications = [] }: SeatrialConfig, terminal: Terminal): Notifier {
  const targets = notifications.flatMap((notification) => toTarget(notification, terminal) ?? []);
  return createNotifier({ targets, onFailure: (text) => terminal.say(text) });
}

function toTarget(
  { url, urlFrom, on, services }: NotificationConfig,
  terminal: Terminal,
): NotificationTarget | undefined {
  const address = urlFrom === undefined ? url : process.env[urlFrom];
  if (address === undefined || !URL.canParse(address)) {
    terminal.say(`Nobody is notified by ${urlFrom}: it is ${address === undefined ? 'not set' : 'no address'}.`);
    return undefined;
  }
  return { url: address, ...(on !== undefined && { on }), ...(services !== undefined && { services }) };
}
