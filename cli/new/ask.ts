import { UsageError } from '../errors.ts';

export interface TextQuestion {
  message: string;
  /** What an empty answer stands for. */
  usual?: string | undefined;
  example?: string | undefined;
  /** What is wrong with an answer, or nothing. */
  check?: (text: string) => string | undefined;
}

export interface Choice<Value extends string> {
  value: Value;
  hint?: string;
}

/** A person to ask. */
export interface Ask {
  text(question: TextQuestion): Promise<string>;
  /** What is typed does not show. */
  secret(message: string): Promise<string>;
  select<Value extends string>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
}

/** The person at the terminal, or `undefined` when there is none. */
export async function openAsk(): Promise<Ask | undefined> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  const { isCancel, password, select, text } = await import('@clack/prompts');
  const common = { output: process.stderr };
  const answered = async <Value>(answer: Promise<Value>): Promise<Exclude<Value, symbol>> => {
    const value = await answer;
    if (isCancel(value)) throw new UsageError('stopped; nothing was written.');
    return value as Exclude<Value, symbol>;
  };
  return {
    async text({ message, usual, example, check }) {
      const given = await answered(
        text({
          ...common,
          message,
          ...(usual !== undefined && { defaultValue: usual }),
          placeholder: usual ?? example ?? '',
          validate: (value) => {
            const said = value?.trim() || usual;
            return said === undefined ? 'An answer is needed.' : check?.(said);
          },
        }),
      );
      return (given ?? '').trim() || (usual ?? '');
    },
    secret: (message) => answered(password({ ...common, message })),
    select: (message, choices) =>
      answered(
        select({
          ...common,
          message,
          options: choices.map(({ value, hint }) => ({
            value,
            label: value,
            ...(hint && { hint }),
          })) as never,
        }),
      ),
  };
}
