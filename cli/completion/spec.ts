import type { Argument, Command, Option } from 'commander';

/** What can stand where a value is expected, beside fixed choices. */
export type ValueKind = 'integrations' | 'tools' | 'arguments' | 'files';

export interface ValueSpec {
  choices: readonly string[];
  kinds: readonly ValueKind[];
  /** Whether it may be given several times in a row. */
  isVariadic: boolean;
}

export interface OptionSpec {
  /** `-i` and `--integration`. */
  flags: readonly string[];
  description: string;
  /** Absent for an option without a value. */
  value?: ValueSpec;
  /** Whether it may be repeated. */
  isRepeated: boolean;
}

/** A command line as data: what completion needs of a program. */
export interface CommandSpec {
  name: string;
  description: string;
  options: readonly OptionSpec[];
  values: readonly (ValueSpec & { name: string })[];
  commands: readonly CommandSpec[];
}

/** What values are called in the program, and what they are. */
const KINDS: Readonly<Record<string, readonly ValueKind[]>> = {
  integration: ['integrations', 'files'],
  paths: ['integrations', 'files'],
  tool: ['tools'],
  argument: ['arguments'],
  'key=value': ['arguments'],
  file: ['files'],
  folder: ['files'],
  path: ['files'],
  into: ['files'],
};

/** Reads a program off as data; hidden commands and options are left out. */
export function specOf(command: Command): CommandSpec {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionSpec),
    values: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      ...valueSpec(argument),
    })),
    commands: help.visibleCommands(command).map(specOf),
  };
}

function optionSpec(option: Option): OptionSpec {
  const takesValue = option.required || option.optional;
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    isRepeated: option.variadic || Array.isArray(option.defaultValue),
    ...(takesValue && {
      value: {
        choices: option.argChoices ?? [],
        kinds: kindsOf(option.long?.replace(/^--/, '') ?? '', placeholderOf(option.flags)),
        isVariadic: option.variadic,
      },
    }),
  };
}

const valueSpec = (argument: Argument): ValueSpec => ({
  choices: argument.argChoices ?? [],
  kinds: kindsOf(argument.name().replace(/\.+$/, '')),
  isVariadic: argument.variadic,
});

/** `file` of `--file <file>`. */
const placeholderOf = (flags: string): string => /[<[]([^>\]]*?)\.*[>\]]/.exec(flags)?.[1] ?? '';

/** The kinds that the names suggest, the first name that says something before the others. */
function kindsOf(...names: readonly string[]): readonly ValueKind[] {
  for (const name of names) {
    const kinds = name.split('|').flatMap((word) => (Object.hasOwn(KINDS, word) ? (KINDS[word] ?? []) : []));
    if (kinds.length > 0) return kinds;
  }
  return [];
}
