import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { answerOf } from '../../engine/cases/exchange.ts';
import type { SeenCall } from '../../engine/cases/record.ts';
import { watchTransport } from '../../engine/cases/watch.ts';
import type { HttpResponse } from '../../engine/http/send.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { createCatalog } from '../../engine/operation/catalog.ts';
import { settingsFromEnvironment, settingVariable } from '../../engine/operation/settings.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { parseObject } from '../arguments.ts';
import { cursorKey, environment, stateFolder } from '../environment.ts';
import { describeError, FindingsError, UsageError } from '../errors.ts';
import { printError } from '../terminal.ts';
import { createFileStore } from '../token-file.ts';
import type { Ask } from './ask.ts';

/** An answer to go by, and the call that it came from where one was made. */
export interface Sample {
  answer: HttpResponse;
  call?: SeenCall;
}

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.xml': 'application/xml',
  '.jsonl': 'application/x-ndjson',
};

/** An answer from a file, or from stdin for `-`. */
export function readSample(path: string): Sample {
  const text = readText(path, '--sample');
  const type = TYPES[extname(path)];
  const body = type === undefined ? jsonIn(text, path) : text;
  const headers = type === undefined ? {} : { 'content-type': type };
  return { answer: { ...answerOf({ headers, body }), url: new URL('http://sample.invalid/') } };
}

/** A request body from the command line: a JSON object, or the file that holds it. */
export const readBody = (given: string): Record<string, unknown> =>
  parseObject(given.trimStart().startsWith('{') ? given : readText(given, '--body'));

function readText(path: string, option: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} \`${path}\` cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = path === '-' ? 'stdin' : `\`${path}\``;
    throw new UsageError(`the sample from ${where} is no JSON: ${(error as Error).message}.`);
  }
}

/** Calls the only tool of an integration that was just made up, as the account of the environment. */
export async function fetchSample(
  integration: Integration,
  given: Readonly<Record<string, unknown>>,
  ask: Ask | undefined,
): Promise<Sample> {
  const env = environment();
  const settings = await completed(integration, settingsFromEnvironment(integration, env), ask);
  const { transport, made } = watchTransport();
  const account = createAccount(integration, settings, {
    tokens: createFileStore(stateFolder(env)),
    transport,
  });
  const catalog = createCatalog([{ integration, account }], { cursorKey: cursorKey(env) });
  const [operation] = catalog.operations;
  printError(`Asking ${integration.definition.base_url} …${ask ? '\n' : ''}`);
  const outcome = await catalog.call(operation?.tool ?? '', given);
  if ('error' in outcome) throw new FindingsError(`nothing was written. ${describeError(outcome.error)}`);
  const answer = made.findLast(({ isStanding, response }) => !isStanding && response)?.response;
  if (!answer) throw new FindingsError('nothing was written: the API gave no answer.');
  return {
    answer,
    call: { made, settings, secrets: account.redactor.secrets(), recorded: 'live' },
  };
}

/** The settings, and those that are missing from whoever is there; these are used for the one call only. */
async function completed(
  integration: Integration,
  settings: Record<string, unknown>,
  ask: Ask | undefined,
): Promise<Record<string, unknown>> {
  const { required = [], properties = {} } = integration.definition.account ?? {};
  const all = { ...settings };
  for (const key of ask ? required.filter((name) => settings[name] === undefined) : []) {
    const setting = properties[key] ?? {};
    const message = `${setting.description ?? key} For this one request; later from ${settingVariable(integration, key, setting)}.`;
    all[key] = setting.writeOnly ? await ask?.secret(message) : await ask?.text({ message });
  }
  return all;
}
