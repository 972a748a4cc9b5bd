import { toShellWord } from './shell-word.ts';
import type { RouteVerdict, Verdict } from './verdict.ts';

/** Where to look next: whole commands, the most useful first. */
export function toNext(
  verdict: Pick<Verdict, 'verdict' | 'service' | 'candidate' | 'design' | 'functions'> & {
    readonly routes: readonly RouteVerdict[];
  },
): readonly string[] {
  const { service, functions } = verdict;
  const isOpen = functions !== null && functions.ran < functions.functions;
  return [...toEvents(verdict), ...(isOpen ? [`seatrial functions --service ${toShellWord(service)} --not-run`] : [])];
}

function toEvents(verdict: Parameters<typeof toNext>[0]): readonly string[] {
  const { service, candidate, design, routes } = verdict;
  if (design === 'none') return [`seatrial releases --service ${toShellWord(service)}`];
  const where = `service=${service},${candidate.selector}`;
  const worst = routes.find(({ outcome }) => outcome === 'regressed');
  const inRoute = worst === undefined ? '' : `,route=${toValue(worst.route)}`;
  if (verdict.verdict !== 'regressed')
    return [
      `seatrial tail --where ${toShellWord(`${where},status=error`)} --limit 5`,
      ...(routes[0] === undefined
        ? []
        : [`seatrial verify --service ${toShellWord(service)} --why ${toShellWord(routes[0].route)}`]),
    ];
  return [
    ...(worst === undefined
      ? []
      : [`seatrial verify --service ${toShellWord(service)} --why ${toShellWord(worst.route)}`]),
    // Slower, and nothing fails: what sets its slow requests apart.
    `seatrial explain ${candidate.errors > 0 ? '--errors' : '--slow'} --where ${toShellWord(`${where}${inRoute}`)}`,
    ...(candidate.errors > 0
      ? [`seatrial tail --where ${toShellWord(`${where}${inRoute},status=error`)} --limit 5`]
      : []),
    `seatrial trace --slowest --where ${toShellWord(`${where}${inRoute}`)}`,
  ];
}

/** A value as a selector quotes it. */
function toValue(text: string): string {
  return /["\\,|=<>~]|[!^]$/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text;
}
