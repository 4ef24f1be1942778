import type { ToolHints } from '../../engine/operation/hints.ts';
import { html, type Markup } from './markup.ts';
import { isChain, type SiteTool, type Status, statusOf } from './site.ts';

type Kind = 'read' | 'adds' | 'destructive';

export const kindOf = ({ readOnly, destructive }: ToolHints): Kind =>
  readOnly ? 'read' : destructive ? 'destructive' : 'adds';

const KINDS: Record<Kind, [label: string, meaning: string]> = {
  read: ['Read-only', 'Changes nothing.'],
  adds: ['Adds', 'Adds something; overwrites and removes nothing.'],
  destructive: ['Destructive', 'May overwrite or remove something.'],
};

/** How well an endpoint is known, in a word and in a sentence. */
export const STATUS_WORDS: Record<Status, [label: string, meaning: string]> = {
  documented: ['Documented', 'Stated by the vendor.'],
  observed: ['Observed', 'Seen in a working client.'],
  inferred: ['Inferred', 'Nobody states it; it follows from other endpoints.'],
  unstated: ['Source not stated', 'The YAML does not say how it is known.'],
  composed: ['Chain', 'Made of several methods.'],
};

const badge = (kind: string, [label, meaning]: readonly [string, string]): Markup =>
  html`<span class="badge ${kind}" title="${meaning}">${label}</span>`;

export const kindBadge = ({ operation: { hints } }: SiteTool): Markup =>
  badge(kindOf(hints), KINDS[kindOf(hints)]);

export const statusBadge = (tool: SiteTool): Markup =>
  badge(`status ${statusOf(tool)}`, STATUS_WORDS[statusOf(tool)]);

/** All there is to say about a tool in a word each. */
export function badges(tool: SiteTool): Markup[] {
  const { hints } = tool.operation;
  const { definition } = tool.definition;
  const pagination = 'pagination' in definition ? definition.pagination?.type : undefined;
  const plain: [boolean, string, string][] = [
    [hints.idempotent && !hints.readOnly, 'Idempotent', 'A repetition changes nothing more.'],
    [definition.confirm !== undefined, 'Asks first', 'The user must agree before it is done.'],
    [pagination !== undefined && pagination !== 'none', 'Paged', 'Fetches as many pages as are asked for.'],
    ['batch' in definition, 'Batched', 'Sends a long list in several requests.'],
    [!hints.openWorld, 'Closed world', 'Reaches nothing beyond the API.'],
  ];
  return [
    kindBadge(tool),
    ...plain.filter(([holds]) => holds).map(([, label, meaning]) => badge('plain', [label, meaning])),
    ...(isChain(tool.definition) ? [badge('plain', STATUS_WORDS.composed)] : [statusBadge(tool)]),
  ];
}
