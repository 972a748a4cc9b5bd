/** Where each line of a text begins, as UTF-16 offsets; lines end at a line feed, as source maps count them. */
export function toLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
