import type { ErrorRule } from '../../engine/types.ts';
import { inline, type ToolLinks } from './markdown.ts';
import { html, type Markup } from './markup.ts';
import { keyTable } from './schema-table.ts';

/** Answers that the YAML calls errors, with what the model reads then. */
export const errorRules = (rules: readonly ErrorRule[], links: ToolLinks): Markup =>
  keyTable(
    'Answers that are errors',
    rules.map(({ code, when, message }) => ({
      name: html`<code>${code}</code>`,
      meaning: html`${inline(message, links)}<span class="about">when <code>${when.trim().replaceAll(/\s+/g, ' ')}</code></span>`,
    })),
  );
