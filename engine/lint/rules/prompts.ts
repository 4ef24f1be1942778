import { splitTemplate, TemplateSyntaxError } from '../../expression/template.ts';
import { nearest } from '../../nearest.ts';
import { looksLikeToolName } from '../../tool-name.ts';
import type { IntegrationFile } from '../../types.ts';
import type { Path } from '../../yaml/source.ts';
import type { Rule } from '../rule.ts';

export const promptText: Rule = {
  name: 'prompt-text',
  severity: 'error',
  isFirm: true,
  description: 'A prompt has `text:` or `messages:`, not both.',
  check({ files, integration }, report) {
    const source = files.find(({ kind }) => kind === 'integration_file')?.source;
    for (const [name, { text, messages }] of Object.entries(integration?.prompts ?? {}))
      if (source && text !== undefined && messages !== undefined)
        report({
          source,
          path: ['prompts', name, 'text'],
          part: 'key',
          message: `\`${name}\` has \`messages:\` too, which would hide this text; make it one of them.`,
        });
  },
};

export const promptTool: Rule = {
  name: 'prompt-tool',
  severity: 'warning',
  description: 'A tool that a prompt names between backticks must be one of the integration.',
  check({ files, integration, methods, chains }, report) {
    const source = files.find(({ kind }) => kind === 'integration_file')?.source;
    if (!source || !integration) return;
    const tools = new Set([...methods, ...chains].map(({ tool }) => tool));
    for (const { path, text } of textsOf(integration)) {
      for (const { name, offset } of wordsIn(text)) {
        if (tools.has(name)) continue;
        const match = nearest(name, tools);
        if (match === undefined && !looksLikeToolName(name)) continue;
        const hint =
          match === undefined ? '`ymcp tools` shows which there are.' : `did you mean \`${match}\`?`;
        report({
          source,
          path,
          offset,
          length: name.length,
          message: `there is no tool \`${name}\`; ${hint}`,
        });
      }
    }
  },
};

function* textsOf({ prompts = {} }: IntegrationFile): Generator<{ path: Path; text: string }> {
  for (const [name, { text, messages = [] }] of Object.entries(prompts)) {
    if (text !== undefined) yield { path: ['prompts', name, 'text'], text };
    for (const [index, message] of messages.entries())
      yield { path: ['prompts', name, 'messages', index, 'text'], text: message.text };
  }
}

/** The words between backticks, and where they start. JSONata has backticks of its own, so placeholders are left out. */
function wordsIn(text: string): { name: string; offset: number }[] {
  const matches = withoutPlaceholders(text).matchAll(/`([\w-]+)`/g);
  return [...matches].map(({ 1: name = '', index }) => ({ name, offset: index + 1 }));
}

function withoutPlaceholders(text: string): string {
  try {
    return splitTemplate(text)
      .map((part) => (typeof part === 'string' ? part : ' '.repeat(part.source.length + 4)))
      .join('');
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return '';
    throw error;
  }
}
