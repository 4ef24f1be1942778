import { templateSchema } from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';

const textSchema = (description: string) =>
  templateSchema(description, ['arguments'], { type: 'string', minLength: 1 });

export const promptsProperty: JsonSchema = {
  type: 'object',
  propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
  additionalProperties: { $ref: '#/definitions/prompt' },
  description: 'Prompts that people can choose in their MCP client, by name.',
};

export const promptDefinition: JsonSchema = {
  title: 'PromptDefinition',
  description: 'A task in words, for a person to start.',
  type: 'object',
  properties: {
    title: { type: 'string', minLength: 1, description: 'Name for people.' },
    description: { type: 'string', minLength: 1, description: 'What the task is.' },
    arguments: {
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
      additionalProperties: {
        title: 'PromptArgument',
        type: 'object',
        properties: {
          description: { type: 'string', description: 'What to give.' },
          required: { type: 'boolean', default: false, description: 'Whether it must be given.' },
        },
        additionalProperties: false,
      },
      description: 'What the task needs to know; all are text.',
    },
    text: textSchema('The one message, from the user.'),
    messages: {
      type: 'array',
      minItems: 1,
      items: {
        title: 'PromptMessageDefinition',
        type: 'object',
        properties: {
          role: { enum: ['user', 'assistant'], description: 'Who says it.' },
          text: textSchema('The message.'),
        },
        required: ['role', 'text'],
        additionalProperties: false,
      },
      description: 'Several messages, in place of `text`.',
    },
  },
  anyOf: [{ required: ['text'] }, { required: ['messages'] }],
  additionalProperties: false,
};
