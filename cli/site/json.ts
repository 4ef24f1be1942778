import { html, type Markup, type Part } from './markup.ts';

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Data as JSON, its parts told apart by colour. */
export function jsonMarkup(value: unknown): Markup {
  const text = JSON.stringify(value, null, 2) ?? '';
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: token, 1: string, 2: colon, index } of text.matchAll(TOKEN)) {
    parts.push(
      text.slice(at, index),
      html`<span class="${kindOf(string, colon)}">${string ?? token}</span>`,
      colon,
    );
    at = index + token.length;
  }
  return html`${parts}${text.slice(at)}`;
}

function kindOf(string: string | undefined, colon: string | undefined): string {
  if (string === undefined) return 'j-value';
  return colon === undefined ? 'j-text' : 'j-key';
}
