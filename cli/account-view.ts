import type { AccountView } from '../engine/gateway/accounts.ts';
import type { AccountRecord } from '../engine/gateway/store/contract.ts';
import { colours, printLine, shorten, table } from './terminal.ts';

const LABEL_COLUMNS = 30;

/** One row per account, the ids whole so that they can be copied. */
export function printAccounts(records: readonly AccountRecord[]): void {
  const { dim, bold } = colours(process.stdout);
  const rows = records.map((record) => [
    record.id,
    record.integration,
    bold(shorten(record.label, LABEL_COLUMNS)),
    shorten(record.tenant_id ?? '–', LABEL_COLUMNS),
    shownStatus(record),
    dim(shownTime(record.updated_at)),
  ]);
  const heading = ['id', 'integration', 'label', 'tenant', 'status', 'changed'].map(dim);
  printLine(table([heading, ...rows]));
}

export function printView(view: AccountView): void {
  const { dim } = colours(process.stdout);
  printAccounts([view]);
  const settings = Object.entries(view.settings).map(([key, value]) => [
    `  ${key}`,
    shorten(typeof value === 'string' ? value : JSON.stringify(value), 100),
  ]);
  const secrets = view.secrets.map((key) => [`  ${key}`, dim('secret, set')]);
  if (settings.length + secrets.length > 0) printLine(`\n${table([...settings, ...secrets])}`);
}

function shownStatus({ status }: AccountRecord): string {
  const { green, yellow, red } = colours(process.stdout);
  if (status === 'active') return green(status);
  return status === 'connecting' ? yellow(status) : red(status);
}

/** `2026-11-24 10:00`, in UTC. */
export const shownTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
