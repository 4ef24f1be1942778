import { ToolError } from '../errors.ts';
import type { Template } from '../expression/template.ts';
import type { Integration } from '../schema/model.ts';
import type { IntegrationFile } from '../types.ts';

type PromptDefinition = NonNullable<IntegrationFile['prompts']>[string];

export interface PromptMessage {
  role: 'user' | 'assistant';
  text: string;
}

/** A prompt that a person can choose, with what it needs to know. */
export interface Prompt {
  name: string;
  title: string | undefined;
  description: string | undefined;
  arguments: { name: string; description: string | undefined; required: boolean }[];
  /** The messages for these arguments. */
  fill(values: Readonly<Record<string, string>>): Promise<PromptMessage[]>;
}

export function compilePrompts({ definition }: Integration): Prompt[] {
  return Object.entries(definition.prompts ?? {}).map(([name, prompt]) => compilePrompt(name, prompt));
}

function compilePrompt(
  name: string,
  { title, description, arguments: given = {}, messages, text }: PromptDefinition,
): Prompt {
  let compiled: { role: PromptMessage['role']; text: Template }[] | undefined;
  return {
    name,
    title,
    description,
    arguments: Object.entries(given).map(([key, argument]) => {
      return { name: key, description: argument.description, required: argument.required ?? false };
    }),
    async fill(values) {
      const { compileTemplate } = await import('../expression/template.ts');
      compiled ??= (messages ?? [{ role: 'user' as const, text: text ?? '' }]).map((message) => {
        return { role: message.role, text: compileTemplate(message.text) };
      });
      const filled: PromptMessage[] = [];
      for (const { role, text: template } of compiled)
        filled.push({ role, text: textOf(await template.fill(values, { arguments: values })) });
      return filled;
    },
  };
}

/** A text that is one whole placeholder may come out as anything. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value !== undefined) return JSON.stringify(value);
  throw new ToolError('invalid_arguments', 'The text comes out empty; pass the arguments that it refers to.');
}
