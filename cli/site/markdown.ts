import MarkdownIt from 'markdown-it';
import { escapeHtml, Markup } from './markup.ts';

/** Addresses of pages by the names of their tools, as seen from the page that is written. */
export type ToolLinks = ReadonlyMap<string, string>;

interface Env {
  links: ToolLinks;
  isInLink: boolean;
}

/** Paragraphs, lists, code, emphasis and links. HTML is text, and pictures would be requests to somewhere else. */
const markdown = new MarkdownIt('zero', { html: false }).enable([
  ...['paragraph', 'list', 'blockquote', 'fence', 'code'],
  ...['backticks', 'emphasis', 'link', 'autolink', 'newline', 'escape'],
]);

const { rules } = markdown.renderer;
rules.text = (tokens, index, _, env: Env) => withLinks(tokens[index]?.content ?? '', env);
rules.code_inline = (tokens, index, _, env: Env) =>
  `<code>${withLinks(tokens[index]?.content ?? '', env)}</code>`;
rules.link_open = (tokens, index, options, env: Env, self) => {
  env.isInLink = true;
  tokens[index]?.attrSet('rel', 'noopener noreferrer');
  return self.renderToken(tokens, index, options);
};
rules.link_close = (tokens, index, options, env: Env, self) => {
  env.isInLink = false;
  return self.renderToken(tokens, index, options);
};

const NONE: ToolLinks = new Map();

/** A text of several paragraphs; names of tools in it become links. */
export const paragraphs = (text: string, links = NONE): Markup =>
  new Markup(markdown.render(text, { links, isInLink: false } satisfies Env));

/** The same for a text that stands within a line. */
export const inline = (text: string, links = NONE): Markup =>
  new Markup(markdown.renderInline(text, { links, isInLink: false } satisfies Env));

function withLinks(text: string, { links, isInLink }: Env): string {
  if (isInLink) return escapeHtml(text);
  return text
    .split(/([A-Za-z0-9_-]+)/)
    .map((word) => {
      const page = links.get(word);
      return page === undefined ? escapeHtml(word) : `<a href="${escapeHtml(page)}">${word}</a>`;
    })
    .join('');
}
