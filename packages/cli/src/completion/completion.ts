import { createCommand } from 'commander';
import type { Command } from 'commander';
import { script, ShellCompDirective } from '@bomb.sh/tab';
import type { Terminal } from '../terminal.ts';
import { parseBashLine, toBashText } from './bash-line.ts';
import { scripts } from './scripts.ts';
import { suggest } from './suggest.ts';
import type { Suggestion } from './suggestion.ts';

/** `completion SHELL`, the script for it, and the hidden `complete`, which scripts ask. */
export function addCompletion(program: Command, terminal: Terminal): void {
  const shells = ['bash', 'zsh', 'fish', 'powershell'];
  const completion = createCommand('completion')
    .description('print the script that completes commands, options, and names and values of --where, for a shell')
    .addHelpText(
      'after',
      '\nExamples:\n  eval "$(seatrial completion bash)"\n  seatrial completion fish > ~/.config/fish/completions/seatrial.fish',
    );
  completion
    .addArgument(completion.createArgument('<shell>', 'which shell').choices(shells))
    .action((shell: string) => {
      if (shell === 'powershell') script(shell, 'seatrial', 'seatrial');
      else terminal.print(scripts[shell as keyof typeof scripts]);
    });
  const complete = createCommand('complete')
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { COMP_LINE: line, COMP_POINT: point } = process.env;
      const text =
        line === undefined
          ? await completeWords(program, words)
          : await completeBash(program, line.slice(0, Number(point ?? line.length)), words[1] ?? '');
      if (text !== '') terminal.print(text);
    });
  program.addCommand(completion);
  program.addCommand(complete, { hidden: true });
}

/** For the scripts of @bomb.sh/tab: a word a line with its description, and what the shell is to do with them. */
async function completeWords(program: Command, words: readonly string[]): Promise<string> {
  const found = await suggestQuietly(program, words);
  const lines = found.map(({ word, description }) => `${word}\t${description}`);
  const directive =
    ShellCompDirective.ShellCompDirectiveNoFileComp |
    (found.some(({ finished }) => !finished) ? ShellCompDirective.ShellCompDirectiveNoSpace : 0);
  return [...lines, `:${directive}`].join('\n');
}

/** @param current what bash replaces: the end of the word, after the last sign that it breaks words at. */
async function completeBash(program: Command, line: string, current: string): Promise<string> {
  const { words, quote } = parseBashLine(line);
  const written = words.at(-1) ?? '';
  const found = await suggestQuietly(program, words.slice(1));
  const kept = written.endsWith(current) ? written.length - current.length : 0;
  return found
    .filter(({ word }) => word.startsWith(written))
    .map(({ word, finished }) => toBashText(word.slice(kept), quote) + (finished && quote === '' ? ' ' : ''))
    .join('\n');
}

/** Where nothing can be asked, there is nothing to suggest: a message would land in the middle of what is being typed. */
async function suggestQuietly(program: Command, words: readonly string[]): Promise<readonly Suggestion[]> {
  try {
    return await suggest(program, words);
  } catch {
    return [];
  }
}
