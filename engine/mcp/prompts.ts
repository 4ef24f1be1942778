import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import { suggest } from '../nearest.ts';
import type { Prompt } from '../operation/prompt.ts';

/** Serves prompts, as they are at the time of each request. */
export function servePrompts(server: Server, current: () => readonly Prompt[]): void {
  server.setRequestHandler('prompts/list', () => ({
    prompts: current().map(({ name, title, description, arguments: given }) => ({
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      arguments: given.map((argument) => ({
        ...argument,
        description: argument.description ?? argument.name,
      })),
    })),
  }));
  server.setRequestHandler('prompts/get', async ({ params: { name, arguments: values = {} } }) => {
    const prompts = current();
    const prompt = prompts.find((one) => one.name === name);
    if (!prompt)
      throw invalid(
        `There is no prompt \`${name}\`; ${suggest(
          name,
          prompts.map((one) => one.name),
        )}`,
      );
    const missing = prompt.arguments.filter(
      ({ name, required }) => required && (!Object.hasOwn(values, name) || values[name] === ''),
    );
    if (missing.length > 0)
      throw invalid(
        `The prompt \`${name}\` needs ${missing.map((argument) => `\`${argument.name}\``).join(', ')}.`,
      );
    const messages = await fill(prompt, values);
    return {
      ...(prompt.description !== undefined && { description: prompt.description }),
      messages: messages.map(({ role, text }) => ({ role, content: { type: 'text' as const, text } })),
    };
  });
}

async function fill(prompt: Prompt, values: Record<string, string>) {
  try {
    return await prompt.fill(values);
  } catch (error) {
    throw error instanceof ToolError ? invalid(error.message) : error;
  }
}

const invalid = (message: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, message);
