import type { ErrorRule } from '../../engine/types.ts';
import { html, type Markup } from './markup.ts';
import { keyTable } from './schema-table.ts';
import { oneLine, templateWords } from './words.ts';

/** Answers that the YAML calls errors, with what the model reads then. */
export const errorRules = (rules: readonly ErrorRule[]): Markup =>
  keyTable(
    'Answers that are errors',
    rules.map(({ code, when, message }) => ({
      name: html`<code>${code}</code>`,
      meaning: html`${templateWords(message)}<span class="about">when <code>${oneLine(when)}</code></span>`,
    })),
  );
