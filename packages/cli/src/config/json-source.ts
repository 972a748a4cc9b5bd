import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { SeatrialError } from '@seatrial/model';
import { toLine } from './source.ts';
import type { ConfigPath, ConfigSource } from './source.ts';

/**
 * JSON, with comments and commas at the end if somebody likes them.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, with the line.
 */
export function parseJsonSource(text: string, path: string): ConfigSource {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const what = error === undefined ? 'nothing is in it' : printParseErrorCode(error.error);
    const line = toLine(text, error?.offset ?? 0);
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${path}:${line}: this is no JSON: ${what}.`);
  }
  return {
    value: getNodeValue(root),
    lineOf(wanted: ConfigPath) {
      for (let length = wanted.length; length > 0; length -= 1) {
        const node = findNodeAtLocation(root, wanted.slice(0, length));
        // The key is what a reader looks for, not where its value begins.
        if (node !== undefined) return toLine(text, (node.parent?.type === 'property' ? node.parent : node).offset);
      }
      return toLine(text, root.offset);
    },
  };
}
