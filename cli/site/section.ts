import { html, type Markup, type Part } from './markup.ts';

/** A part of a page under a heading of its own; one without content is left out. */
export interface Section {
  title: string;
  content: Part;
}

const idOf = (title: string) => title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
const filled = (sections: readonly Section[]) =>
  sections.filter(({ content }) => content !== undefined && content !== false);

export const drawSections = (sections: readonly Section[]): Markup[] =>
  filled(sections).map(
    ({ title, content }) =>
      html`<section aria-labelledby="${idOf(title)}"><h2 id="${idOf(title)}">${title}</h2>\n${content}</section>\n`,
  );

/** Links to the sections of a long page. */
export const jumpList = (sections: readonly Section[]): Markup =>
  html`<nav class="jump" aria-label="On this page"><ul>${filled(sections).map(
    ({ title }) => html`<li><a href="#${idOf(title)}">${title}</a></li>`,
  )}</ul></nav>`;
