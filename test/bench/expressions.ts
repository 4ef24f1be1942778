import { pathToFileURL } from 'node:url';
import jsonata from 'jsonata';
import { type Bindings, compileExpression } from '../../engine/expression/expression.ts';
import { compileItem } from '../../engine/operation/item.ts';
import { takeItems } from '../../engine/operation/walk.ts';
import { contacts } from './contacts.ts';

/** One expression against others that do the same, or against something to hold it to. */
export interface ExpressionCase {
  name: string;
  /** Repetitions within a round, and how often each rival is repeated, since some take a hundred times as long. */
  times: number;
  rivalTimes: number;
  ours(): unknown;
  rivals: readonly Rival[];
}

export interface Rival {
  name: string;
  run(): unknown;
  /** What ours may take at most, as a part of it. */
  most: number;
}

const LIST = contacts(10_000);
const DATA = { records: LIST };
const TEXT = JSON.stringify(DATA);

const RENAME = {
  id: 'Id',
  first_name: 'FirstName',
  last_name: 'LastName',
  email: 'Email',
  phone: 'Phone',
  title: 'Title',
  department: 'Department',
  source: 'LeadSource',
  account_id: 'AccountId',
  bounced: 'IsEmailBounced',
  opted_out: 'HasOptedOutOfEmail',
  score: 'Score',
  created_at: 'CreatedDate',
  address: 'MailingAddress',
  tags: 'Tags',
};

const MIXED = {
  id: 'Id',
  name: '$trim(FirstName & " " & LastName)',
  email: '$lowercase(Email)',
  status: 'IsEmailBounced ? "bounced" : HasOptedOutOfEmail ? "unsubscribed" : "subscribed"',
  address: 'MailingAddress.{"line": street & ", " & city, "zip": postalCode}',
  source: '$lookup({"Web": "website", "Phone": "call", "Partner": "partner"}, LeadSource)',
  tags: '$join(Tags, "; ")',
  tag_count: '$count(Tags)',
  domain: '$substringAfter(Email, "@")',
};

const BODY = `{
  "email_address": email, "status": opted_in ? "subscribed" : "pending", "language": $lowercase(language),
  "merge_fields": {"FNAME": first_name, "LNAME": last_name, "PHONE": phone}, "tags": tags
}`;
const ARGUMENTS = {
  email: 'ann@example.com',
  opted_in: true,
  first_name: 'Ann',
  last_name: 'Abel',
  phone: '+1 312 555 0100',
  language: 'EN',
  tags: ['customer', 'vip'],
};

const objectOf = (fields: Readonly<Record<string, string>>) =>
  `{${Object.entries(fields)
    .map(([name, source]) => `"${name}": ${source}`)
    .join(', ')}}`;

const parsing = (most: number): Rival => ({ name: 'JSON.parse', run: () => JSON.parse(TEXT), most });

function onList(name: string, source: string, faster: number, ...more: Rival[]): ExpressionCase {
  const [ours, interpreter] = [compileExpression(source), jsonata(source)];
  if (ours.interpreted !== undefined)
    throw new Error(`${name} is left to the interpreter: ${ours.interpreted}`);
  const rival = { name: 'interpreter', run: () => interpreter.evaluate(DATA), most: 1 / faster };
  return { name, times: 3, rivalTimes: 1, ours: () => ours.evaluate(DATA), rivals: [rival, ...more] };
}

function perRequest(): ExpressionCase {
  const [ours, interpreter] = [compileExpression(BODY), jsonata(BODY)];
  return {
    name: 'the body of one request',
    times: 20_000,
    rivalTimes: 2_000,
    ours: () => ours.evaluate(ARGUMENTS),
    rivals: [{ name: 'interpreter', run: () => interpreter.evaluate(ARGUMENTS), most: 1 / 20 }],
  };
}

export const expressionCases = (): ExpressionCase[] => [
  onList('rename 15 fields', `records.${objectOf(RENAME)}`, 25, parsing(0.5)),
  onList('mixed mapping of 9 fields', `records.${objectOf(MIXED)}`, 20, parsing(1)),
  onList('order by two keys', 'records^(LastName, >Score).Id', 50),
  onList('distinct strings', '$distinct(records.Email)', 50),
  onList(
    'filters and aggregates',
    '{"n": $count(records[Score > 50]), "sum": $sum(records[IsEmailBounced].Score)}',
    1,
  ),
  onList('group by city', 'records{MailingAddress.city: {"n": $count(Id), "score": $sum(Score)}}', 1),
  onList('map with a function', '$map(records, function($r, $i) {{"id": $r.Id, "n": $i}})', 1),
  perRequest(),
];

export interface ExpressionResult {
  name: string;
  rival: string;
  /** Milliseconds of one repetition, medians over the rounds. */
  ours_ms: number;
  rival_ms: number;
  /** Ours as a part of the rival: median of the rounds, least and most. */
  ratio: number;
  spread: readonly [number, number];
  most: number;
}

/** Both in turns, so that what else the machine does falls on both. */
export async function measureExpressions(rounds: number): Promise<ExpressionResult[]> {
  const results: ExpressionResult[] = [];
  for (const { name, times, rivalTimes, ours, rivals } of expressionCases()) {
    for (const rival of rivals) {
      await milliseconds(ours, times);
      await milliseconds(rival.run, rivalTimes);
      const pairs: [number, number][] = [];
      for (let round = 0; round < rounds; round += 1)
        pairs.push([await milliseconds(ours, times), await milliseconds(rival.run, rivalTimes)]);
      results.push({ name, rival: rival.name, most: rival.most, ...summarise(pairs) });
    }
  }
  return results;
}

async function milliseconds(work: () => unknown, times: number): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < times; index += 1) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - started) / times;
}

function summarise(pairs: readonly [number, number][]) {
  const ratios = pairs.map(([ours, rival]) => ours / rival).sort((a, b) => a - b);
  return {
    ours_ms: median(pairs.map(([ours]) => ours)),
    rival_ms: median(pairs.map(([, rival]) => rival)),
    ratio: median(ratios),
    spread: [ratios[0] ?? 0, ratios.at(-1) ?? 0] as const,
  };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Milliseconds that nothing else could run for, at the longest, while 10,000 contacts were mapped as a list tool maps them. */
export async function longestStall(rounds: number): Promise<number> {
  const map = compileItem(MIXED);
  const stalls: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const gathered: string[] = [];
    const keep = async (some: readonly unknown[], bindings: Bindings) => {
      gathered.push(...some.map((item) => JSON.stringify(map(item, bindings))));
      return some.length;
    };
    const watch = watchStalls();
    await takeItems(LIST, keep, {
      arguments: {},
      status: 200,
      headers: {},
    });
    stalls.push(watch.stop());
    if (gathered.length !== LIST.length) throw new Error('not all contacts were mapped');
  }
  return median(stalls);
}

/** Takes a turn whenever there is one, and notes how long it had to wait. */
function watchStalls(): { stop(): number } {
  let longest = 0;
  let last = performance.now();
  let timer: NodeJS.Immediate;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    timer = setImmediate(turn);
  };
  timer = setImmediate(turn);
  return {
    stop() {
      turn();
      clearImmediate(timer);
      return longest;
    },
  };
}

const figure = (value: number) =>
  (value < 0.1 ? `${(value * 1_000).toFixed(2)} us` : `${value.toFixed(value < 10 ? 2 : 1)} ms`).padStart(10);
const times = (ratio: number) => (ratio < 0.1 ? `1/${(1 / ratio).toFixed(0)}` : ratio.toFixed(2)).padStart(7);

async function main(): Promise<void> {
  const rounds = 7;
  const results = await measureExpressions(rounds);
  const stall = await longestStall(rounds);
  if (process.argv.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ megabytes: TEXT.length / 1e6, results, stall_ms: stall }, null, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    `${'ours'.padStart(10)} ${'rival'.padStart(10)} ${'ratio'.padStart(7)} ${'at most'.padStart(7)}   10,000 contacts, ${(TEXT.length / 1e6).toFixed(1)} MB; median of ${rounds} rounds in turns\n`,
  );
  for (const { name, rival, ours_ms: ours, rival_ms: theirs, ratio, spread, most } of results)
    process.stdout.write(
      `${figure(ours)} ${figure(theirs)} ${times(ratio)} ${times(most)}   ${name}, against ${rival} (${spread.map((one) => times(one).trim()).join(' to ')})\n`,
    );
  process.stdout.write(
    `${figure(stall)} longest stall of the event loop while a list tool maps all of them\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
