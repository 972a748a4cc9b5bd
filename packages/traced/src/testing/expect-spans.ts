import { SpanStatusCode } from '@opentelemetry/api';
import { AssertionError } from 'node:assert';
import { findDifferences, show } from './expected-span.ts';
import type { ExpectedSpan } from './expected-span.ts';
import { toTrees } from './recorded-span.ts';
import type { SpanNode } from './recorded-span.ts';
import { currentRecording } from './recording.ts';
import type { SpanRecording } from './recording.ts';

/**
 * Asserts that exactly these spans were made since the last reset, each with exactly these children: the tree is compared,
 * so that a lost parent, a missing span and one too many are all seen. For vitest, node:test and every other runner.
 *
 * @param recording Default: the one that `recordSpans()` gave last.
 * @throws AssertionError that shows the tree which was expected, the one which was made, and each difference.
 */
export function expectSpans(expected: ExpectedSpan | readonly ExpectedSpan[], recording?: SpanRecording): void {
  const wanted = Array.isArray(expected) ? (expected as readonly ExpectedSpan[]) : [expected as ExpectedSpan];
  const trees = toTrees((recording ?? currentRecording()).spans());
  const differences = compareAll(wanted, trees, 'the spans');
  if (differences.length === 0) return;
  const actual = formatTrees(trees);
  throw new AssertionError({
    message: `the spans are not as expected:\n${differences.map((line) => `  - ${line}`).join('\n')}\n\nmade:\n${actual || '  nothing; is it awaited, and traced?'}\n`,
    expected: formatExpected(wanted),
    actual,
    operator: 'expectSpans',
    stackStartFn: expectSpans,
  });
}

function compareAll(expected: readonly ExpectedSpan[], found: readonly SpanNode[], where: string): readonly string[] {
  const differences: string[] = [];
  expected.forEach((wanted, index) => {
    const node = found[index];
    if (node === undefined) {
      differences.push(`${where}: ${show(wanted.name)} is missing`);
      return;
    }
    const own = findDifferences(wanted, node);
    const place = `${where} › ${node.span.name}`;
    differences.push(...own.map((difference) => `${place}: ${difference}`));
    if (wanted.spans !== 'any') differences.push(...compareAll(wanted.spans ?? [], node.spans, place));
  });
  for (const node of found.slice(expected.length))
    differences.push(`${where}: ${show(node.span.name)} is one too many`);
  return differences;
}

function formatTrees(nodes: readonly SpanNode[], indent = '  '): string {
  return nodes
    .map(({ span, spans }) => {
      const marks = [span.status.code === SpanStatusCode.ERROR ? ' error' : '', span.ended ? '' : ' (open)'].join('');
      const below = formatTrees(spans, `${indent}  `);
      return `${indent}${span.name}${marks}${below === '' ? '' : `\n${below}`}`;
    })
    .join('\n');
}

function formatExpected(spans: readonly ExpectedSpan[], indent = '  '): string {
  return spans
    .map(({ name, status, spans: inner = [] }) => {
      const below = inner === 'any' ? `${indent}  …` : formatExpected(inner, `${indent}  `);
      return `${indent}${String(name)}${status === 'error' ? ' error' : ''}${below === '' ? '' : `\n${below}`}`;
    })
    .join('\n');
}
