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
    `seatrial explain ${isFailing(candidate, worst) ? '--errors' : '--slow'} --where ${toShellWord(`${where}${inRoute}`)}`,
    ...(candidate.errors > 0
      ? [`seatrial tail --where ${toShellWord(`${where}${inRoute},status=error`)} --limit 5`]
      : []),
    `seatrial trace --slowest --where ${toShellWord(`${where}${inRoute}`)}`,
  ];
}

/** Whether it is by failing that the release is worse, in its worst route; else it is by being slower. */
function isFailing(all: Verdict['candidate'], worst: RouteVerdict | undefined): boolean {
  if (worst === undefined) return all.errors > 0;
  const { candidate, baseline } = worst;
  return candidate.events * Math.max(1, baseline.requests) > baseline.events * Math.max(1, candidate.requests) * 1.2;
}

/** A value as a selector quotes it. */
function toValue(text: string): string {
  return /["\\,|=<>~]|[!^]$/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text;
}
