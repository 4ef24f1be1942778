import { html, type Markup } from './markup.ts';

/** A name or path that may be broken between its words where there is no room. */
export const breakable = (name: string): Markup =>
  html`${name.split(/(?<=[_/])/).map((word, index) => html`${index > 0 && html`<wbr>`}${word}`)}`;

/** A template in words: what is filled in stands out. */
export const templateWords = (template: string): Markup =>
  html`${template.split(/\{\{([\s\S]*?)\}\}/).map((part, index) => (index % 2 === 0 ? part : html`<code>${part.trim()}</code>`))}`;

/** An expression on one line. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
