import type { ReactElement } from 'react';
import type { ChangesFile } from '@seatrial/model';
import type { Ledger } from '@seatrial/trial';
import { toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Failure, Loading } from '../parts/state.tsx';
import { Segments } from '../parts/segments.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { Text } from '../parts/text.tsx';
import { useComparison } from '../release/use-comparison.ts';
import { useTitle } from '../shell/use-title.ts';
import { toCommand } from '../text/command.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { toRelease } from './ask-ledger.ts';
import { FunctionDetail } from './function-detail.tsx';
import { FunctionList } from './function-list.tsx';
import { groupings, toGroups } from './groups.ts';
import { NoLedger } from './no-ledger.tsx';
import { toLedgerSentence } from './ledger-sentence.ts';
import './functions.css';

/** Did the code that was changed run? What has not is on top. */
export function FunctionsPage(): ReactElement {
  const asked = useComparison();
  useTitle('Changed functions');
  if (asked.kind === 'failed') return <Failure error={asked.error} />;
  if (asked.kind === 'asking') return <Loading what="Asking for the functions" />;
  if (asked.kind === 'nothing') return <NoLedger service={undefined} />;
  const { service = '', candidate } = asked.comparison;
  return <OfService service={service} release={toRelease(candidate)} />;
}

interface OfServiceProps {
  readonly service: string;
  readonly release: string | undefined;
}

function OfService({ service, release }: OfServiceProps): ReactElement {
  const url = useUrlState();
  const query = { service, release, author: url.get('author') };
  const { data, error } = useAnswer<readonly Ledger[]>('/api/functions', query);
  const ledger = data?.[0];
  const changes = useAnswer<ChangesFile>(
    '/api/releases/changes',
    { service, release: release ?? ledger?.version },
    { enabled: ledger !== undefined, live: false },
  );
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading what="Asking for the functions" />;
  if (ledger === undefined || ledger.rows.length === 0) return <NoLedger service={service} />;
  const grouping = groupings.find((each) => each === url.get('by')) ?? 'status';
  const groups = toGroups(ledger.rows, grouping);
  const chosen = ledger.rows.find(({ id }) => id === url.get('function')) ?? groups[0]?.rows[0];
  const { title, detail } = toLedgerSentence(ledger);
  return (
    <div className="page">
      <div className="head-row">
        <div>
          <p className="crumb">
            <b>
              <Text of={ledger.service} />
            </b>
            <span className="arm candidate">
              <Text of={ledger.version} />
            </span>
            {ledger.from !== null && (
              <>
                <span className="faint">functions that differ from</span>
                <span className="arm baseline">
                  <Text of={ledger.from.ref} />
                </span>
              </>
            )}
          </p>
          <h1>{title}</h1>
          <p className="lead">
            <Text of={detail} />
          </p>
        </div>
        <TakeAway
          command={toCommand(['npx', 'seatrial', 'functions'], { service, release })}
          json={toAnswerUrl('/api/functions', query)}
        />
      </div>
      <Segments
        label="Group by"
        value={grouping}
        options={groupings.map((each) => [each, `by ${each}`])}
        onChange={(by) => url.set({ by })}
      />
      <div className="ledger">
        <FunctionList groups={groups} chosen={chosen?.id} onChoose={({ id }) => url.set({ function: id })} />
        {chosen !== undefined && (
          <FunctionDetail
            key={chosen.id}
            row={chosen}
            ledger={ledger}
            change={changes.data?.functions.find(({ id }) => id === chosen.id)}
          />
        )}
      </div>
    </div>
  );
}
