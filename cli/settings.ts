import { parseText, settingsFromEnvironment } from '../engine/operation/settings.ts';
import type { Integration } from '../engine/schema/model.ts';
import { environment } from './environment.ts';
import { UsageError } from './errors.ts';
import { askSecret, canAskSecrets, readStdin } from './secret.ts';

type Settings = Record<string, unknown>;

/** Settings of a new account: from the command line, then the environment, then the person at the terminal. */
export async function collectSettings(integration: Integration, pairs: readonly string[]): Promise<Settings> {
  const { required = [] } = integration.definition.account ?? {};
  const given = {
    ...settingsFromEnvironment(integration, environment()),
    ...(await readPairs(integration, pairs)),
  };
  const missing = required.filter((key) => given[key] === undefined);
  return { ...given, ...(await askFor(integration, missing)) };
}

/** Settings that replace old ones: those of the command line, or else every secret, from the environment or the terminal. */
export async function collectRotation(integration: Integration, pairs: readonly string[]): Promise<Settings> {
  if (pairs.length > 0) return readPairs(integration, pairs);
  const secrets = secretsOf(integration);
  const found = settingsFromEnvironment(integration, environment());
  const known = Object.fromEntries(Object.entries(found).filter(([key]) => secrets.includes(key)));
  const settings = {
    ...known,
    ...(await askFor(
      integration,
      secrets.filter((key) => known[key] === undefined),
    )),
  };
  if (Object.keys(settings).length > 0) return settings;
  throw new UsageError(
    'there is nothing to rotate to; give `--set key=value`, or secrets in the environment.',
  );
}

const secretsOf = ({ definition }: Integration) =>
  Object.entries(definition.account?.properties ?? {})
    .filter(([, { writeOnly }]) => writeOnly === true)
    .map(([key]) => key);

async function readPairs(integration: Integration, pairs: readonly string[]): Promise<Settings> {
  const settings: Settings = {};
  if (pairs.filter((pair) => pair.endsWith('=@-')).length > 1)
    throw new UsageError('only one setting can come from stdin; put the others in the environment.');
  for (const pair of pairs) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === '') throw new UsageError(`\`${pair}\` is not of the form key=value.`);
    settings[key] = await readValue(integration, key, value);
  }
  return settings;
}

async function readValue({ definition }: Integration, key: string, value: string): Promise<unknown> {
  const setting = definition.account?.properties[key];
  const text = value === '@-' ? await readStdin() : value;
  if (setting?.writeOnly && value !== '@-')
    throw new UsageError(
      `\`${key}\` is a secret, which everyone on this machine could read on the command line; give \`${key}=@-\` and the secret on stdin, or set it in the environment.`,
    );
  return parseText(text, setting?.type);
}

/** What a person can be asked for; without a terminal nothing, and the account is refused for what it lacks. */
async function askFor({ definition }: Integration, keys: readonly string[]): Promise<Settings> {
  if (!canAskSecrets()) return {};
  const settings: Settings = {};
  for (const key of keys) {
    const answer = await askSecret(`${key} (not shown)`);
    if (answer !== '') settings[key] = parseText(answer, definition.account?.properties[key]?.type);
  }
  return settings;
}
