import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Verdict } from '@seatrial/trial';
import { toAnswerUrl } from '../api/ask.ts';
import { ArmName } from '../parts/arm.tsx';
import { Chip } from '../parts/chip.tsx';
import { CommandLine } from '../parts/copy.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { Text } from '../parts/text.tsx';
import { toVerifyCommand } from '../text/command.ts';
import { formatShare, formatSpan } from '../text/number.ts';
import { formatMoment } from '../text/time.ts';
import type { Comparison } from '../url/comparison.ts';
import { toComparisonQuery } from '../url/comparison.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { ChooseArms } from './choose-arms.tsx';
import { Facts } from './facts.tsx';
import { toSentence } from './sentence.ts';

export interface HeadProps {
  readonly verdict: Verdict;
  readonly comparison: Comparison;
}

/** Who is compared with whom, the verdict as a sentence, and what to do next. */
export function Head({ verdict, comparison }: HeadProps): ReactElement {
  const url = useUrlState();
  const { title, detail } = toSentence(verdict);
  const failing = verdict.errors.find(({ traceId }) => traceId !== '');
  return (
    <div className={`head ${verdict.verdict}`}>
      <div>
        <Crumb verdict={verdict} />
        <h1>
          <Chip of={verdict.verdict} big /> <Text of={title} />
        </h1>
        {detail !== '' && (
          <p className="lead">
            <Text of={detail} />
          </p>
        )}
        <div className="next">
          <h2>What to do next</h2>
          <ul>
            {verdict.reasons.some(({ code }) => code === 'no-subject-hash') && (
              <li>
                <button type="button" className="button" onClick={() => url.set({ unit: 'trace' }, { push: true })}>
                  Judge each request by itself
                </button>
              </li>
            )}
            {failing !== undefined && (
              <li>
                <Link href={`/trace/${encodeURIComponent(failing.traceId)}`}>Open a failing trace</Link>{' '}
                <span className="faint">
                  <Text of={failing.type || failing.fingerprint} />
                </span>
              </li>
            )}
            {verdict.next.map((command) => (
              <li key={command}>
                <CommandLine text={`npx ${command}`} />
              </li>
            ))}
          </ul>
        </div>
      </div>
      <div className="facts">
        <Facts verdict={verdict} comparison={comparison} />
        <ChooseArms comparison={comparison} />
        <TakeAway
          command={toVerifyCommand(comparison)}
          json={toAnswerUrl('/api/verify', toComparisonQuery(comparison))}
        />
      </div>
    </div>
  );
}

const designs: Readonly<Record<Verdict['design'], string>> = {
  concurrent: 'side by side',
  'before-after': 'one after the other',
  'shadow-pairs': 'mirrored requests in pairs',
  none: '',
};

const controls: Readonly<Record<NonNullable<Verdict['control']>, string>> = {
  'week-before': 'same hours of the week before',
  'just-before': 'time just before',
};

function Crumb({ verdict }: { readonly verdict: Verdict }): ReactElement {
  const { service, environment, candidate, baseline, design, control, from, to } = verdict;
  const length = from === null || to === null ? 0 : Date.parse(to) - Date.parse(from);
  return (
    <p className="crumb">
      <Link href={toHref('/', {})} className="plain">
        <b>
          <Text of={service} />
        </b>
      </Link>
      {environment !== '' && (
        <span className="faint">
          <Text of={environment} />
        </span>
      )}
      <ArmName arm={candidate} side="candidate" />
      {candidate.trafficShare !== null && (
        <span className="faint">{formatShare(candidate.trafficShare)} of the traffic</span>
      )}
      {design !== 'none' && (
        <>
          <span className="faint">against</span>
          <ArmName arm={baseline} side="baseline" />
          <span className="faint">
            {designs[design]}
            {control !== null && `, with the ${controls[control]}`}
          </span>
        </>
      )}
      {length > 0 && from !== null && (
        <span className="faint">
          for {formatSpan(length)} since {formatMoment(Date.parse(from))}
        </span>
      )}
    </p>
  );
}
