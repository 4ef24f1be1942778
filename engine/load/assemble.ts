import type { Integration } from '../schema/model.ts';
import type { IntegrationFile, SandboxFile } from '../types.ts';
import type { Content } from '../yaml/source.ts';
import { expandChains, expandMethods, type RightFile } from './expand.ts';

/** What the files of an integration say, short forms expanded; there may be no main file among them. */
export function expand<From extends Content>(files: readonly RightFile<From>[]) {
  const entry = files.find(({ kind }) => kind === 'integration_file')?.source;
  const definition = entry?.data as IntegrationFile | undefined;
  const sandbox = files.find(({ kind }) => kind === 'sandbox_file')?.source.data as SandboxFile | undefined;
  return {
    entry,
    definition,
    methods: expandMethods(files, definition),
    chains: expandChains(files, definition),
    sandbox,
  };
}

/** The integration that these parts make; `undefined` without a main file. */
export function assemble<From extends Content>({
  entry,
  definition,
  methods,
  chains,
  sandbox,
}: ReturnType<typeof expand<From>>): Integration<From> | undefined {
  if (!entry || !definition) return undefined;
  const { name, label } = definition;
  return { name, label, definition, source: entry, methods, chains, ...(sandbox && { sandbox }) };
}
