import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'wouter';
import type { TraceAnswer } from '@seatrial/server';
import { AskError, toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Empty, Failure, Loading } from '../parts/state.tsx';
import { useTitle } from '../shell/use-title.ts';
import { TraceHead } from './trace-head.tsx';
import { toTraceTree } from './trace-tree.ts';
import { Waterfall } from './waterfall.tsx';
import './trace.css';

/** A trace, whole: who called whom, for how long, on which release, under which flags. */
export function TracePage(): ReactElement {
  const { id } = useParams<{ id: string }>();
  const path = `/api/traces/${encodeURIComponent(id)}`;
  const { data, error } = useAnswer<TraceAnswer>(path, {});
  const tree = useMemo(() => (data === undefined ? undefined : toTraceTree(data.spans)), [data]);
  useTitle(`Trace ${id.slice(0, 8)}`);
  if (error instanceof AskError && error.status === 404)
    return (
      <Empty title="This trace is not stored">
        <p className="lead">
          {error.message} <Link href="/events">Look at the events</Link>.
        </p>
      </Empty>
    );
  if (error !== null) return <Failure error={error} />;
  if (data === undefined || tree === undefined) return <Loading what="Reading the trace" />;
  if (tree.spans.length === 0)
    return (
      <Empty title="Of this trace only logs came">
        <p className="lead">{data.logs.length} logs name it, and none of its spans was sent here.</p>
      </Empty>
    );
  return (
    <div className="page wide">
      <TraceHead tree={tree} logs={data.logs} json={toAnswerUrl(path)} />
      <Waterfall key={id} tree={tree} logs={data.logs} />
    </div>
  );
}
