import type { Command, Option } from 'commander';
import { openReader } from '../reader.ts';
import { suggestNames, suggestSelector } from './suggest-selector.ts';
import type { Suggestion } from './suggestion.ts';

/** Options whose values are looked up, by their long names. */
const selectors: ReadonlySet<string> = new Set(['--where', '--against', '--candidate', '--baseline']);
const valuesOf: Readonly<Record<string, string>> = {
  '--service': 'service',
  '--ring': 'ring',
  '--environment': 'environment',
  '--release': 'release',
};

/** What the last of the words may become: commands, options, and the values that the store knows. */
export async function suggest(program: Command, words: readonly string[]): Promise<readonly Suggestion[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = findCommand(program, before);
  const [, flag = '', written = ''] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  if (flag !== '') {
    const values = await suggestValues(findOption(command, flag), written, before);
    return values.map((each) => ({ ...each, word: `${flag}=${each.word}` }));
  }
  const option = findOption(command, before.at(-1) ?? '');
  if (option !== undefined && (option.required || option.optional)) return suggestValues(option, current, before);
  return current.startsWith('-') ? suggestFlags(command, current) : suggestCommands(command, current);
}

function findCommand(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) command = command.commands.find((each) => each.name() === word) ?? command;
  return command;
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag !== '' && (long === flag || short === flag));
}

async function suggestValues(
  option: Option | undefined,
  written: string,
  before: readonly string[],
): Promise<readonly Suggestion[]> {
  const long = option?.long ?? '';
  if (option?.argChoices !== undefined)
    return option.argChoices
      .filter((choice) => choice.startsWith(written))
      .map((word) => ({ word, description: '', finished: true }));
  const name = valuesOf[long];
  if (name === undefined && long !== '--by' && !selectors.has(long)) return [];
  const { reader, close } = await openReader(findStore(before));
  try {
    if (selectors.has(long)) return await suggestSelector(written, reader);
    if (name === undefined) {
      // The last of several names with commas between them.
      const start = written.lastIndexOf(',') + 1;
      const names = await suggestNames(written.slice(start), reader);
      return names.map((each) => ({ ...each, word: written.slice(0, start) + each.word }));
    }
    const values = await reader.knownValues({ name, prefix: written });
    return values.map((word) => ({ word, description: '', finished: true }));
  } finally {
    await close();
  }
}

/** The file that `--store` names earlier on the line. */
function findStore(words: readonly string[]): string | undefined {
  const at = words.lastIndexOf('--store');
  return at === -1 ? undefined : words[at + 1];
}

function suggestFlags(command: Command, current: string): readonly Suggestion[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long, description }) =>
    long?.startsWith(current) === true ? [{ word: long, description, finished: true }] : [],
  );
}

function suggestCommands(command: Command, current: string): readonly Suggestion[] {
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const commands = command.createHelp().visibleCommands(command);
  return [
    ...commands.map((each) => ({ word: each.name(), description: each.summary() || each.description() })),
    ...choices.map((word) => ({ word, description: '' })),
  ].flatMap((each) => (each.word.startsWith(current) ? [{ ...each, finished: true }] : []));
}
