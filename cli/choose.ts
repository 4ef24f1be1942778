import { UsageError } from './errors.ts';
import { findIntegrations } from './find-integration.ts';
import { allIntegrations, knownIntegrations } from './library.ts';

/** Paths of the integrations named, or, when none is, the only one there is; `all` also takes several. */
export function chooseIntegrations(names: readonly string[], otherwise: 'one' | 'all'): string[] {
  if (names.length > 0) return findIntegrations(names);
  const paths = allIntegrations();
  if (paths.length === 0)
    throw new UsageError('there is no `integrations/` folder here; name an integration by its path.');
  if (paths.length > 1 && otherwise === 'one')
    throw new UsageError(`name the integrations to serve: ${[...knownIntegrations().keys()].join(', ')}.`);
  return paths;
}
