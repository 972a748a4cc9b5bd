import type { PlannedFile } from '@seatrial/model';

/** A file's text with what the plan inserts. Offsets are of UTF-16, as they are in JavaScript. */
export function applyEdits(text: string, { edits, map }: Pick<PlannedFile, 'edits' | 'map'>): string {
  let result = '';
  let last = 0;
  // By their places: code that runs a hundred times and never again is slow where it iterates.
  for (const edit of edits) {
    result += text.slice(last, edit[0]) + edit[1];
    last = edit[0];
  }
  result += text.slice(last);
  return map === undefined ? result : swapMap(result, map);
}

/** The comment that names a file's source map, where it is the last thing in the file. */
const mapComment = /\/\/[#@] sourceMappingURL=\S*\s*$/;

/** Columns have moved: the plan's map takes the place of the file's own. */
function swapMap(text: string, map: string): string {
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  return `${text.replace(mapComment, '')}\n//# sourceMappingURL=${url}\n`;
}
