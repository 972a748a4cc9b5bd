import type { FunctionChange } from '@seatrial/model';
import type { Comparison } from './changed-functions.ts';
import { toFunctionId } from './function-id.ts';
import type { CodeOwners } from './owners/code-owners.ts';

/** What a comparison found, with texts and owners, as the changes file has it; the code outside of functions comes last. */
export function toFunctionChanges({ changes, toTexts }: Comparison, owners: CodeOwners): readonly FunctionChange[] {
  return [...changes.functions, ...changes.modules].map((each): FunctionChange => {
    const { id, name, kind, file, lines, change, before, exported, authors, unknownShare } = each;
    const former =
      before === undefined
        ? {}
        : {
            before: {
              id: toFunctionId(before.file, before.name),
              name: before.name,
              file: before.file,
              lines: before.lines,
            },
          };
    const rest = { exported, authors, unknownShare, owners: owners.toOwners(file) };
    return { id, name, kind, file, lines, change, ...former, ...rest, ...toTexts(each) };
  });
}
