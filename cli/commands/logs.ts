import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AuditFilter, AuditRecord, Store } from '../../engine/gateway/store/contract.ts';
import { UsageError } from '../errors.ts';
import { type DatabaseOptions, databaseOption, withStore } from '../gateway.ts';
import { parseMoment } from '../moment.ts';
import { untilStopped } from '../stop.ts';
import { bytes, colours, plural, printError, printLine, shorten } from '../terminal.ts';

interface LogsOptions extends DatabaseOptions {
  follow?: boolean;
  status?: string;
  tool?: string;
  server?: string;
  account?: string;
  since?: string;
  until?: string;
  limit: number;
  json?: boolean;
}

const POLL_MS = 500;
const FOLLOWED = 500;

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('calls that the gateway has served, oldest first')
    .addOption(databaseOption())
    .option('-f, --follow', 'go on with calls as they finish')
    .option('--status <code>', '`ok`, or the code of an error')
    .option('--tool <name>', 'only calls of one tool')
    .option('--server <id>', 'only calls through one server')
    .option('--account <id>', 'only calls with one account')
    .option('--since <time>', 'from then on: 15m, 12h, 7d, 2026-12-31T00:00Z')
    .option('--until <time>', 'up to then')
    .option('-n, --limit <count>', 'at most so many, the newest', parseCount, 100)
    .option('--json', 'print one JSON object per line')
    .action((options: LogsOptions) => withStore(options, (store) => logs(store, options)));
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`--limit is \`${text}\`; expected a whole number from 1 to 99999.`);
}

async function logs(store: Store, options: LogsOptions): Promise<void> {
  const { status, tool, server: server_id, account: account_id, since, until } = options;
  const filter: AuditFilter = {
    status,
    tool,
    server_id,
    account_id,
    since: since === undefined ? undefined : parseMoment(since, 'ago'),
    until: until === undefined ? undefined : parseMoment(until, 'ago'),
  };
  const print = options.json ? printAsJson : printRecord;
  const { result } = await store.audit.query(filter, { limit: options.limit });
  for (const record of result.toReversed()) print(record);
  if (options.follow) await follow(store, filter, result[0]?.id, print);
  else if (result.length === 0) printError('No calls were found.');
}

/** Prints what comes until the person stops it. */
async function follow(
  store: Store,
  filter: AuditFilter,
  newest: number | undefined,
  print: (record: AuditRecord) => void,
): Promise<void> {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
  });
  let after = newest ?? (await store.audit.query({}, { limit: 1 })).result[0]?.id ?? 0;
  while (!isStopped) {
    const records = await store.audit.follow(filter, after, FOLLOWED);
    for (const record of records) print(record);
    after = records.at(-1)?.id ?? after;
    if (records.length < FOLLOWED) await Promise.race([stopped, sleep(POLL_MS)]);
  }
}

const printAsJson = (record: AuditRecord) => printLine(JSON.stringify(record));

/** When, how it ended, what was called, what it cost; texts that callers chose cannot steer the terminal. */
function printRecord(record: AuditRecord): void {
  const { dim, green, red, bold } = colours(process.stdout);
  const status = shorten(record.status, 22).padEnd(22);
  const cost = `${plural(record.upstream_attempts, 'request')}, ${bytes(record.bytes_received)} in, ${bytes(record.bytes_returned)} out, ${record.duration_ms} ms`;
  const time = record.at.slice(0, 19).replace('T', ' ');
  printLine(
    [
      dim(time),
      record.status === 'ok' ? green(status) : red(status),
      bold(shorten(record.tool, 64)),
      dim(cost),
      dim(
        `server ${record.server_id.slice(0, 8)}${record.who === null ? '' : `, ${shorten(record.who, 36)}`}`,
      ),
    ].join('  '),
  );
}
