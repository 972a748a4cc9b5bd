import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { ErrorVerdict, Verdict } from '@seatrial/trial';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { formatCount, formatShare } from '../text/number.ts';

/** Errors of the candidate by what threw them, the new ones first. */
export function Errors({ verdict }: { readonly verdict: Verdict }): ReactElement {
  const { errors } = verdict;
  return (
    <Section title="Errors" note="New ones first; by type and the topmost frame of your own code.">
      {errors.length === 0 ? (
        <p className="dim">Nothing failed on the candidate.</p>
      ) : (
        <ul className="errors">
          {errors.map((error) => (
            <ErrorItem key={error.fingerprint} {...{ error, verdict }} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ErrorItem({ error, verdict }: { readonly error: ErrorVerdict; readonly verdict: Verdict }): ReactElement {
  const { type, frame, message, route, candidate, baseline, isNew, unseenProbability, traceId } = error;
  return (
    <li>
      <div>
        <b className="mono">
          <Text of={type || 'Error'} />
        </b>{' '}
        <span className="tag" data-word={toChange(error, verdict)}>
          {toChange(error, verdict)}
        </span>
      </div>
      <div className="number">
        {formatCount(candidate)} <span className="faint">against {formatCount(baseline)}</span>
      </div>
      {(frame !== '' || route !== '') && (
        <div className="mono faint whole">
          <Text of={[frame, route].filter((part) => part !== '').join(', ')} />
        </div>
      )}
      {message !== '' && (
        <div className="dim whole">
          <Text of={message} />
        </div>
      )}
      {isNew && unseenProbability !== null && (
        <div className="faint whole">
          the chance that an old error stayed unseen on the baseline: {formatShare(unseenProbability)}
        </div>
      )}
      {traceId !== '' && (
        <div className="whole">
          <Link href={`/trace/${encodeURIComponent(traceId)}`}>one such trace</Link>
        </div>
      )}
    </li>
  );
}

/** new: never on the baseline. more, fewer: by share of the requests, beyond a half again. */
function toChange({ isNew, candidate, baseline }: ErrorVerdict, verdict: Verdict): string {
  if (isNew) return 'new';
  const share = candidate / Math.max(1, verdict.candidate.requests);
  const before = baseline / Math.max(1, verdict.baseline.requests);
  if (share > before * 1.5) return 'more';
  return share < before / 1.5 ? 'fewer' : 'as before';
}
