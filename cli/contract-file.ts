import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, contractOf, formatContract } from '../engine/contract/contract.ts';
import { staleParts } from '../engine/contract/stale.ts';
import type { Integration } from '../engine/schema/model.ts';
import { UsageError } from './errors.ts';

const fileIn = (folder: string) => join(folder, 'contract.json');

/** What the committed contract of an integration no longer says; nothing where none is committed. */
export function checkContract(folder: string, integration: Integration): string[] {
  const file = fileIn(folder);
  return existsSync(file) ? staleParts(readContract(file), contractOf(integration)) : [];
}

export function writeContract(folder: string, integration: Integration): void {
  if (/\.ya?ml$/.test(folder))
    throw new UsageError(`\`${folder}\` is a single file; a contract needs a folder.`);
  writeFileSync(fileIn(folder), formatContract(contractOf(integration)));
}

/** A committed contract. */
export function readContract(file: string): Contract {
  try {
    const contract = JSON.parse(readFileSync(file, 'utf8')) as Contract;
    if (Array.isArray(contract.tools)) return contract;
  } catch {}
  throw new UsageError(`\`${file}\` is no contract; write it anew with \`ymcp test --update-contract\`.`);
}
