import type { Case, CheckedFile } from '../schema/model.ts';
import type { CaseFile, CaseSetup } from '../types.ts';

const SETUP = /(^|\/)setup\.ya?ml$/;

/** Every case of the case files, in the order of the files. */
export function expandCases(files: readonly CheckedFile[]): Case[] {
  const caseFiles = files.filter(({ kind }) => kind === 'case_file');
  const shared = caseFiles.find(({ source }) => SETUP.test(source.file))?.source.data as CaseFile | undefined;
  return caseFiles.flatMap(({ source }) => {
    const { method = '', setup, cases = [] } = source.data as CaseFile;
    return cases.map((definition, index): Case => {
      return {
        name: definition.name,
        method: definition.method ?? method,
        definition,
        setup: mergeSetups(shared?.setup, setup),
        source,
        path: ['cases', index],
      };
    });
  });
}

const mergeSetups = (shared: CaseSetup = {}, own: CaseSetup = {}): CaseSetup => ({
  ...shared,
  ...own,
  account: { ...shared.account, ...own.account },
  headers: { ...shared.headers, ...own.headers },
  standing: [...(own.standing ?? []), ...(shared.standing ?? [])],
});
