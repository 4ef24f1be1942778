import type { Change, Impact } from '../../engine/contract/change.ts';
import type { LocatedIntegration } from '../../engine/schema/model.ts';
import { type Annotation, formatAnnotation } from '../annotation.ts';
import type { Compared } from '../diff/pairs.ts';
import { type DiffReporter, hasValues, inline } from './reporter.ts';

const LEVELS: Readonly<Record<Impact, Annotation['level']>> = {
  breaking: 'error',
  review: 'warning',
  safe: 'notice',
};

/** Annotations of the lines that made the difference, as GitHub Actions reads them from the output of a step. */
export const github: DiffReporter = (compared) => compared.flatMap(annotations).join('\n');

const annotations = ({ diff, integration }: Compared): string[] => [
  ...diff.shared.map((one) => annotate(diff.integration, one, placeOfShared(integration, one))),
  ...diff.tools.flatMap(({ tool, was, changes }) =>
    changes.map((one) => annotate(was ?? tool, one, placeOfTool(integration, tool, one))),
  ),
];

function annotate(subject: string, one: Change, at: Pick<Annotation, 'file' | 'line' | 'column'>): string {
  const values = hasValues(one) ? ` (${inline(one.before)} → ${inline(one.after)})` : '';
  const message = `${subject}: ${one.place}: ${one.what}${values}; ${one.why}`;
  return formatAnnotation({ level: LEVELS[one.impact], ...at, title: 'ymcp diff', message });
}

type Spot = Pick<Annotation, 'file' | 'line' | 'column'>;

function placeOfShared(integration: LocatedIntegration | undefined, { place }: Change): Spot {
  if (!integration) return {};
  const { source } = integration;
  const [part = '', name] = place.split('.');
  const path = part === 'account' && name !== undefined ? ['account', 'properties', name] : place.split('.');
  return { file: source.file, ...source.locate(path, 'key') };
}

/** The method that makes the tool, or the key in it that has changed; the integration itself when the tool is gone. */
function placeOfTool(integration: LocatedIntegration | undefined, tool: string, { place }: Change): Spot {
  if (!integration) return {};
  const made = [...integration.methods, ...integration.chains].find((one) => one.tool === tool);
  if (!made) return { file: integration.source.file, line: 1 };
  const [part, name = ''] = place.split(/[.[]/);
  const inside = part === 'arguments' ? ['parameters', name] : part === 'name' ? [] : [part ?? ''];
  return { file: made.source.file, ...made.source.locate([...made.path, ...inside], 'key') };
}
