import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { functionsTouched } from '@seatrial/model';
import type { Cause } from '@seatrial/trial';
import { Text } from '../parts/text.tsx';
import { formatShare } from '../text/number.ts';

export interface CauseItemProps {
  readonly cause: Cause;
  /** Called with the selector of such requests. */
  readonly onFilter: (selector: string) => void;
}

/** A cause with its share in the box above its share elsewhere. */
export function CauseItem({ cause, onFilter }: CauseItemProps): ReactElement {
  const { text, conditions, group, against, explains, selector, exampleTraceId } = cause;
  const aliases = conditions.flatMap((condition) => condition.aliases);
  const changed = conditions.some(({ name }) => name === functionsTouched);
  return (
    <li>
      <div className="cause-name mono">
        <Text of={text} />
        {changed && <span className="tag">changed here</span>}
      </div>
      <span className="bars" aria-hidden>
        <i className="inside" style={{ width: `${group.share * 100}%` }} />
        <i className="outside" style={{ width: `${against.share * 100}%` }} />
      </span>
      <p>
        {formatShare(group.share)} <span className="faint">in the box, {formatShare(against.share)} elsewhere</span>
      </p>
      {aliases.length > 0 && (
        <p className="faint">
          same requests: <Text of={aliases.map((alias) => alias.text).join(', ')} />
        </p>
      )}
      {explains.length > 0 && (
        <p className="faint">
          and with it:{' '}
          <Text
            of={explains
              .slice(0, 6)
              .map((value) => value.text)
              .join(', ')}
          />
        </p>
      )}
      <p className="cause-actions">
        {selector !== null && (
          <button type="button" className="link" onClick={() => onFilter(selector)}>
            only these
          </button>
        )}
        {exampleTraceId !== null && <Link href={`/trace/${encodeURIComponent(exampleTraceId)}`}>a trace</Link>}
      </p>
    </li>
  );
}
