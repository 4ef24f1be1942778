import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareContracts, describeDiff } from '../engine/contract/compare.ts';
import { type Contract, contractOf, formatContract } from '../engine/contract/contract.ts';
import type { Integration } from '../engine/schema/model.ts';
import { UsageError } from './errors.ts';

const fileIn = (folder: string) => join(folder, 'contract.json');

/** What the committed contract of an integration no longer says; nothing where none is committed. */
export function checkContract(folder: string, integration: Integration): string[] {
  const file = fileIn(folder);
  return existsSync(file)
    ? describeDiff(compareContracts({ contract: readContract(file) }, { contract: contractOf(integration) }))
    : [];
}

export function writeContract(folder: string, integration: Integration): void {
  if (/\.ya?ml$/.test(folder))
    throw new UsageError(`\`${folder}\` is a single file; a contract needs a folder.`);
  writeFileSync(fileIn(folder), formatContract(contractOf(integration)));
}

/** A committed contract. */
export function readContract(file: string): Contract {
  try {
    const contract = parseContract(readFileSync(file, 'utf8'));
    if (contract) return contract;
  } catch {}
  throw new UsageError(`\`${file}\` is no contract; write it anew with \`ymcp test --update-contract\`.`);
}

/** A contract from its text; what older ones lack is empty. `undefined` for JSON that is none. */
export function parseContract(text: string): Contract | undefined {
  const contract = JSON.parse(text) as Contract;
  if (!Array.isArray(contract?.tools) || typeof contract.integration !== 'string') return undefined;
  return { ...contract, prompts: contract.prompts ?? {}, tools: contract.tools.map(withTags) };
}

const withTags = (tool: Contract['tools'][number]) => ({ ...tool, tags: tool.tags ?? [] });
