import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type ContractDiff, compareContracts, nothing, type Version } from '../../engine/contract/compare.ts';
import { contractOf, requestsOf } from '../../engine/contract/contract.ts';
import type { LocatedIntegration } from '../../engine/schema/model.ts';
import { readContract } from '../contract-file.ts';
import { UsageError } from '../errors.ts';
import { findIntegrations } from '../find-integration.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { allIntegrations, isFolder } from '../library.ts';
import { openRevision, type Revision } from './revision.ts';

/** What has become of one integration. */
export interface Compared {
  diff: ContractDiff;
  /** The former state, as the command line names it. */
  against: string;
  /** Whether the integration was there before, and whether it is there now. */
  status: 'compared' | 'new' | 'gone';
  /** The integration as it is now. */
  integration?: LocatedIntegration;
}

/** Compares integrations with what they were at a git revision, or with others at a path. */
export async function compareWith(before: string, names: readonly string[]): Promise<Compared[]> {
  const revision = await openRevision('.', before);
  const isPath = existsSync(before);
  const isPlainlyPath = /^[./~]/.test(before);
  if (isPath && revision && !isPlainlyPath)
    throw new UsageError(
      `\`${before}\` is a git revision and a path; write \`./${before}\`, or \`refs/heads/${before}\` or the like.`,
    );
  if (isPath) return compareWithPath(before, names);
  if (revision) return compareWithRevision(revision, names);
  throw new UsageError(`\`${before}\` is neither a git revision here nor a path that exists.`);
}

async function compareWithRevision(revision: Revision, names: readonly string[]): Promise<Compared[]> {
  const paths = names.length > 0 ? findIntegrations(names) : await everyPath(revision);
  const compared: Compared[] = [];
  for (const path of paths)
    compared.push(compare(revision.ref, basename(path), await revision.versionOf(path), current(path)));
  return compared;
}

/** The integrations that are here, and those that were. */
async function everyPath(revision: Revision): Promise<string[]> {
  const here = allIntegrations();
  const library = here[0] === undefined ? resolve('integrations') : dirname(here[0]);
  const then = existsSync(dirname(library)) ? await revision.integrationsIn(library) : [];
  const paths = [...new Set([...here, ...then])].sort();
  if (paths.length > 0) return paths;
  throw new UsageError('there is no `integrations/` folder here; name an integration by its path.');
}

const current = (path: string): LocatedIntegration | undefined =>
  existsSync(path) ? loadIntegrationOrExit(path) : undefined;

/** Integrations at a path are compared with those of the same name. */
function compareWithPath(before: string, names: readonly string[]): Compared[] {
  const versions = versionsAt(before);
  const paths = names.length > 0 ? findIntegrations(names) : findIntegrations([...versions.keys()]);
  return paths.map((path) => {
    const integration = loadIntegrationOrExit(path);
    const only = paths.length === 1 && versions.size === 1 ? [...versions.values()][0] : undefined;
    return compare(before, integration.name, only ?? versions.get(integration.name), integration);
  });
}

function versionsAt(path: string): Map<string, Version> {
  if (path.endsWith('.json') && !isFolder(path) && statSync(path).isFile()) {
    const contract = readContract(path);
    return new Map([[contract.integration, { contract }]]);
  }
  return new Map(
    findIntegrations([path])
      .map(loadIntegrationOrExit)
      .map((integration) => [integration.name, versionOf(integration)]),
  );
}

const versionOf = (integration: LocatedIntegration): Version => ({
  contract: contractOf(integration),
  requests: requestsOf(integration),
});

function compare(
  against: string,
  name: string,
  before: Version | undefined,
  integration: LocatedIntegration | undefined,
): Compared {
  const after = integration && versionOf(integration);
  const called = after?.contract.integration ?? before?.contract.integration ?? name;
  return {
    diff: compareContracts(before ?? nothing(called), after ?? nothing(called)),
    against,
    status: !before ? 'new' : after ? 'compared' : 'gone',
    ...(integration && { integration }),
  };
}
