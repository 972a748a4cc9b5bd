import type { Verdict } from '@seatrial/trial';

/** A verdict as a JUnit report: a case for each objective, failed where it is worse and skipped where nothing is shown. */
export function formatVerdictJunit(verdict: Verdict): string {
  const { objectives, routes, service } = verdict;
  const cases = objectives.map(({ kind, route, outcome, text }) => ({
    name: route === null ? kind : `${kind} ${route}`,
    outcome,
    text,
  }));
  const worse = routes
    .filter(({ outcome }) => outcome === 'regressed')
    .map(({ route }) => ({ name: `route ${route}`, outcome: 'regressed' as const, text: `${route} is worse.` }));
  const whole = { name: 'verdict', outcome: verdict.verdict, text: verdict.headline };
  const all = [whole, ...cases, ...worse];
  const count = (outcome: Verdict['verdict']): number => all.filter((entry) => entry.outcome === outcome).length;
  const body = all.map(({ name, outcome, text }) => {
    const open = `    <testcase classname="${toText(`seatrial.${service}`)}" name="${toText(name)}"`;
    if (outcome === 'ok') return `${open}/>`;
    const inside =
      outcome === 'regressed'
        ? `<failure type="regressed" message="${toText(text)}"/>`
        : `<skipped message="${toText(text)}"/>`;
    return `${open}>\n      ${inside}\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="seatrial verify ${toText(service)}" tests="${all.length}" failures="${count('regressed')}" skipped="${count('undecided')}" errors="0">`,
    ...body,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

/** Text in XML 1.0; control characters that it cannot hold are left out. */
function toText(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
