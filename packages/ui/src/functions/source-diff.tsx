import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { FunctionChange } from '@seatrial/model';
import { Text } from '../parts/text.tsx';
import { highlight } from './highlight.ts';
import type { Piece } from './highlight.ts';
import { toLineDiff } from './line-diff.ts';
import './source-diff.css';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** What a release changed in a function, line by line. */
export function SourceDiff({ change }: { readonly change: FunctionChange }): ReactElement {
  const { source, formerSource, lines, before, name } = change;
  const diff = useMemo(() => toLineDiff(formerSource, source), [formerSource, source]);
  const [older, newer] = useMemo(() => [highlight(formerSource), highlight(source)], [formerSource, source]);
  const toPieces = (line: (typeof diff)[number]): readonly Piece[] =>
    (line.after === null ? older[(line.before ?? 1) - 1] : newer[line.after - 1]) ?? [];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="source-diff mono" role="region" aria-label={`Change of ${name}`} tabIndex={0}>
      <table>
        <tbody>
          {diff.map((line) => (
            <tr key={`${line.before} ${line.after}`} data-kind={line.kind}>
              <td className="line-number">
                {line.before === null ? '' : (before?.lines[0] ?? lines[0]) + line.before - 1}
              </td>
              <td className="line-number">{line.after === null ? '' : lines[0] + line.after - 1}</td>
              <td className="line-sign">{signs[line.kind]}</td>
              <td className="line-code">
                {toPieces(line).map(({ text, className }, index) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <span key={index} className={className}>
                    <Text of={text} lines />
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
