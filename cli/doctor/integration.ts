import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ToolError } from '../../engine/errors.ts';
import type { Account } from '../../engine/operation/account.ts';
import { checkSettings, settingVariable } from '../../engine/operation/settings.ts';
import { createTrace, type TraceEvent } from '../../engine/operation/trace.ts';
import { overHttp, type Transport } from '../../engine/operation/transport.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { describeError } from '../errors.ts';
import { type Finding, fail, ok, skip, warn } from './finding.ts';
import { reach } from './reach.ts';

export interface Patient {
  integration: Integration;
  settings: Readonly<Record<string, unknown>>;
  isSandbox: boolean;
  /** Whether nothing may be sent. */
  isOffline: boolean;
  openAccount(transport: Transport): Account;
}

/** Looks at what one integration needs: settings, the way to the API, the login. No secret is left in what it says. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { redactor } = patient.openAccount(overHttp);
  const findings = await lookAt(patient);
  return findings.map((finding) => ({ ...finding, detail: redactor.redact(finding.detail) }));
}

async function lookAt(patient: Patient): Promise<Finding[]> {
  const settings = await lookAtSettings(patient);
  if (settings.level === 'fail') return [settings, skip('base URL', 'needs the settings first')];
  const url = await baseUrlOf(patient);
  if (!(url instanceof URL)) return [settings, url];
  const shown = ok('base URL', url.href);
  if (patient.isOffline)
    return [settings, shown, skip('reach', 'left out, offline'), skip('login', 'left out, offline')];
  const reached = await reach(url);
  const isThere = reached.every(({ level }) => level !== 'fail');
  return [
    settings,
    shown,
    ...reached,
    isThere ? await logIn(patient, url) : skip('login', 'the API must be reached first'),
  ];
}

async function lookAtSettings({ integration, settings, isSandbox }: Patient): Promise<Finding> {
  const declared = Object.entries(integration.definition.account?.properties ?? {});
  if (declared.length === 0) return ok('settings', 'none needed');
  if (isSandbox) return ok('settings', 'those of the sandbox');
  const problems = await checkSettings(integration, settings);
  const set = declared.filter(([key]) => settings[key] !== undefined);
  const variables = set.map(([key, setting]) => {
    const name = settingVariable(integration, key, setting);
    return process.env[name] === undefined && inFile(name) ? `${name} (.env)` : name;
  });
  if (problems.length === 0)
    return ok(
      'settings',
      variables.length === 0 ? 'all have their usual values' : `set: ${variables.join(', ')}`,
    );
  const { required = [] } = integration.definition.account ?? {};
  const advice = declared
    .filter(([key]) => required.includes(key) && settings[key] === undefined)
    .map(
      ([key, setting]) =>
        `${settingVariable(integration, key, setting)}: ${setting.description ?? 'needed.'}`,
    );
  return fail('settings', problems.join(' '), advice.join(' ') || 'Correct what is named here.');
}

const inFile = (name: string): boolean =>
  existsSync('.env') && Object.hasOwn(parseEnv(readFileSync('.env', 'utf8')), name);

/** Nothing is sent: the account is only asked for its address. */
async function baseUrlOf({ openAccount }: Patient): Promise<URL | Finding> {
  try {
    const { baseUrl } = await openAccount(overHttp).open();
    return new URL(baseUrl);
  } catch (error) {
    const message = error instanceof ToolError ? error.message : (error as Error).message;
    return fail('base URL', message, 'Correct `base_url` in the YAML, or the settings that it is made of.');
  }
}

const BROWSER = 'Run `ymcp login` for it once.';

/** Lets logins through and stops the request that they are for, so that nothing else reaches the API. */
async function logIn({ integration, openAccount }: Patient, url: URL): Promise<Finding> {
  const { auth = { type: 'none' } } = integration.definition;
  const stop = new ToolError('cancelled', 'stopped before the request');
  const account = openAccount(async (request, options, purpose) => {
    if (purpose === 'login') return overHttp(request, options, purpose);
    throw stop;
  });
  const events: TraceEvent[] = [];
  const trace = createTrace((event) => void events.push(event));
  try {
    const opened = await account.open();
    await opened.exchange({ verb: 'GET', url, headers: {}, format: 'json' }, { trace });
  } catch (error) {
    if (error !== stop) {
      const failure = error instanceof ToolError ? describeError(error) : (error as Error).message;
      const isBrowser = auth.type === 'oauth2' && auth.grant === 'authorization_code';
      return fail(
        'login',
        account.redactor.redact(failure),
        isBrowser ? BROWSER : 'Check the credentials in the settings.',
      );
    }
  }
  return describeLogin(auth.type, events);
}

function describeLogin(type: string, events: readonly TraceEvent[]): Finding {
  const logins = events.filter((event) => event.type === 'login');
  const credentials = events.flatMap((event) =>
    event.type === 'authorize' ? (event.credentials ?? []) : [],
  );
  if (type === 'none') return skip('login', 'no credentials needed');
  const carried = credentials.length > 0 ? ` in ${credentials.join(', ')}` : '';
  const [last] = logins.slice(-1);
  if (last) return ok('login', `works, by ${type}${carried}  ${(last.ended - last.started).toFixed(0)} ms`);
  if (type === 'oauth2') return ok('login', `a token that was got earlier is good${carried}`);
  return credentials.length > 0
    ? ok(
        'login',
        `${type} needs none; credentials go out${carried}, and a call shows whether they are accepted`,
      )
    : warn('login', `${type} puts no credentials on requests`, 'Look at `auth:` in the YAML.');
}
