import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import { cohortPrefix, flagPrefix, functionsTouched } from '@seatrial/model';
import type { LogRow, SpanRow } from '@seatrial/store';
import { TakeAway } from '../parts/take-away.tsx';
import { Text } from '../parts/text.tsx';
import { toText } from '../events/value-text.ts';
import { formatMany, formatMs } from '../text/number.ts';
import { formatMoment } from '../text/time.ts';
import type { TraceTree } from './trace-tree.ts';

export interface TraceHeadProps {
  readonly tree: TraceTree;
  readonly logs: readonly LogRow[];
  readonly json: string;
}

/** What the trace is of, in a line; what is odd about it, in words. It looks at every span, and so only at another trace. */
export const TraceHead: MemoExoticComponent<(props: TraceHeadProps) => ReactElement | undefined> = memo(drawHead);

function drawHead({ tree, logs, json }: TraceHeadProps): ReactElement | undefined {
  const [root] = tree.spans;
  if (root === undefined) return undefined;
  const errors = tree.spans.filter(({ error }) => error).length;
  const parts = [
    formatMs(tree.length),
    formatMany(tree.spans.length, 'span'),
    ...(errors > 0 ? [`${errors} failing`] : []),
    ...(tree.changed.size > 0 ? [`${tree.changed.size} in changed functions`] : []),
    ...(logs.length > 0 ? [formatMany(logs.length, 'log')] : []),
  ];
  return (
    <div className="head-row">
      <div>
        <p className="crumb">
          <b>
            <Text of={root.service} />
          </b>
          <span className="swatch">
            <Text of={root.version === '' ? 'no version' : root.version} />
          </span>
          {root.ring !== '' && (
            <span className="faint">
              <Text of={root.ring} />
            </span>
          )}
          {toTags(root).map((tag) => (
            <span key={tag} className="tag">
              <Text of={tag} />
            </span>
          ))}
          <span className="mono faint">{root.traceId}</span>
          <span className="faint">{formatMoment(tree.from)}</span>
        </p>
        <h1 className="small">
          <Text of={root.name} /> <span className="dim count">{parts.join(', ')}</span>
        </h1>
        {toOddities(tree).map((oddity) => (
          <p key={oddity} className="dim">
            {oddity}
          </p>
        ))}
      </div>
      <TakeAway command={`npx seatrial trace ${root.traceId}`} json={json} />
    </div>
  );
}

/** Flags, cohorts and changed functions of the request. */
function toTags({ attributes }: SpanRow): readonly string[] {
  const named = Object.entries(attributes).flatMap(([name, value]) => {
    if (name.startsWith(flagPrefix)) return [`${name.slice(flagPrefix.length)} = ${toText(value)}`];
    return name.startsWith(cohortPrefix) ? [`${name.slice(cohortPrefix.length)} ${toText(value)}`] : [];
  });
  const touched = attributes[functionsTouched];
  return [...named.slice(0, 8), ...(Array.isArray(touched) ? [`ran ${touched.slice(0, 4).join(', ')}`] : [])];
}

function toOddities({ orphans, circles, skewed, spans, depth }: TraceTree): readonly string[] {
  const roots = depth.reduce((count, each) => count + (each === 0 ? 1 : 0), 0) - orphans.size - circles.size;
  return [
    ...(orphans.size > 0
      ? [`${formatMany(orphans.size, 'span')} without the parent that is named: it was not sent here, or not sampled.`]
      : []),
    ...(roots > 1 ? [`${formatMany(roots, 'span')} begin this trace.`] : []),
    ...(circles.size > 0
      ? ['Spans name each other as their parent, in a circle: it is broken up at the earliest.']
      : []),
    ...(skewed.size > 0
      ? [
          `${skewed.size} of ${formatMany(spans.length, 'span')} lie outside of their parent: the clocks of the machines differ.`,
        ]
      : []),
  ];
}
