import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Explanation } from '@seatrial/trial';
import { toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from '../parts/copy.tsx';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/state.tsx';
import { Text } from '../parts/text.tsx';
import type { HeatData, HeatRange } from '../plot/heat-data.ts';
import { formatMany, formatMs, formatShare } from '../text/number.ts';
import { formatMinute } from '../text/time.ts';
import { joinSelectors } from '../text/join-selectors.ts';
import { toBoxPatch } from '../url/box.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { CauseItem } from './cause-item.tsx';
import { toExplainCommand, toExplainQuery } from './explain-query.ts';
import type { BoxQuestion } from './explain-query.ts';
import { findBand } from './find-band.ts';

export interface CausesProps extends Omit<BoxQuestion, 'range' | 'from' | 'to'> {
  readonly range: HeatRange | undefined;
  readonly count: number;
  readonly data: HeatData;
}

/** What sets the requests in the box apart; without a box, how to draw one, and one worth it. */
export function Causes({ range, count, data, ...question }: CausesProps): ReactElement {
  const url = useUrlState();
  if (range === undefined) {
    const band = findBand(data);
    return (
      <div className="hint">
        <p>Drag over the picture, or move into it with Tab and draw with Shift and the arrow keys.</p>
        {band !== undefined && (
          <>
            <p>
              Between {formatMs(band.aboveMs)} and {formatMs(band.upToMs)} the candidate has far more of its requests.
            </p>
            <button type="button" className="button" onClick={() => url.set(toBoxPatch(band), { push: true })}>
              Explain that band
            </button>
          </>
        )}
      </div>
    );
  }
  return <Explained {...question} range={range} count={count} from={data.from} to={data.to} />;
}

/** The first cause in words; where there is none, why. */
function toSaying({ causes: [first], sentence }: Explanation): string {
  if (first === undefined) return sentence;
  return `${formatShare(first.group.share)} of them have ${first.text}; elsewhere ${formatShare(first.against.share)}.`;
}

function Explained({ count, ...question }: BoxQuestion & { readonly count: number }): ReactElement {
  const url = useUrlState();
  const { range } = question;
  const query = toExplainQuery(question);
  const { data, error, isPlaceholderData } = useAnswer<Explanation>('/api/explain', query, { live: false });
  const narrow = (selector: string): void =>
    url.set({ where: joinSelectors(url.get('where') ?? '', selector), box: undefined }, { push: true });
  const where = joinSelectors(question.shared, String(query['group']));
  return (
    <div className="causes" aria-busy={isPlaceholderData}>
      <div className="causes-head">
        <div>
          <b className="number">{formatMany(count, 'request')}</b> in the box{' '}
          <span className="faint">
            {formatMinute(range.from)}–{formatMinute(range.to)}, {formatMs(range.aboveMs)}–{formatMs(range.upToMs)}
          </span>
        </div>
        <button
          type="button"
          className="ghost"
          aria-label="Clear the box"
          onClick={() => url.set({ box: undefined }, { push: true })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div aria-live="polite">
        {error !== null && <p className="dim">{error.message}</p>}
        {data === undefined && error === null && <Loading what="Comparing all attributes" />}
        {data !== undefined && (
          <p className="say">
            <Text of={toSaying(data)} />
          </p>
        )}
      </div>
      {data !== undefined && (
        <>
          <ol>
            {data.causes.map((cause) => (
              <CauseItem key={cause.text} cause={cause} onFilter={narrow} />
            ))}
          </ol>
          {data.notes.map((note) => (
            <p key={note} className="faint">
              <Text of={note} />
            </p>
          ))}
          <p className="faint">
            By the lower bound of the odds, over {formatMany(data.looked.attributes, 'attribute')} of all these requests
            {data.excluded.length > 0 && `; left out: ${data.excluded.map(({ name }) => name).join(', ')}`}.
          </p>
        </>
      )}
      <div className="take-away">
        <Link
          className="button"
          href={toHref('/events', { where, from: String(query['groupFrom']), to: String(query['groupTo']) })}
        >
          These events
        </Link>
        <CopyButton text={toExplainCommand(question)}>Copy as CLI command</CopyButton>
        <a className="button" href={toAnswerUrl('/api/explain', query)} target="_blank" rel="noreferrer">
          JSON
        </a>
      </div>
    </div>
  );
}
