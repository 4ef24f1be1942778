import { withDefaults } from '../schema/defaults.ts';
import type { Integration } from '../schema/model.ts';
import type { AccountSchema } from '../types.ts';

const SETTINGS = { whole: 'the account', member: 'setting' };

type Setting = AccountSchema['properties'][string];

/** Environment variable that a setting is read from: `IPOST_CLIENT_TOKEN`. */
export function settingVariable(
  integration: Pick<Integration, 'name'>,
  key: string,
  setting: Setting,
): string {
  return setting.env ?? `${integration.name}_${key}`.replaceAll('-', '_').toUpperCase();
}

/** What to do about settings, in sentences: that depends on where they come from. */
export interface Remedy {
  missing(keys: readonly string[]): string;
  wrong(key: string): string;
}

/** Settings that come from variables. */
export function inEnvironment(integration: Integration): Remedy {
  const { properties = {} } = integration.definition.account ?? {};
  const variable = (key: string) => settingVariable(integration, key, properties[key] ?? {});
  return {
    missing: (keys) => `set ${keys.map(variable).join(', ')} in the environment or in a \`.env\` file.`,
    wrong: (key) => `Correct ${variable(key)}.`,
  };
}

/** An account's settings as the environment has them; text is turned into the number or boolean that a setting declares. */
export function settingsFromEnvironment(
  integration: Integration,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(integration.definition.account?.properties ?? {})) {
    const text = environment[settingVariable(integration, key, setting)];
    if (text !== undefined && text !== '') settings[key] = parseText(text, setting.type);
  }
  return settings;
}

/** A copy of the settings, with the defaults of those that were not given. */
export const fillInSettings = (
  { definition }: Integration,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  withDefaults({ properties: definition.account?.properties ?? {} }, structuredClone(given)) as Record<
    string,
    unknown
  >;

/** What settings still lack, in at most one sentence. */
export function missingSettings(
  integration: Integration,
  settings: Readonly<Record<string, unknown>>,
  remedy: Remedy = inEnvironment(integration),
): string[] {
  const { required = [] } = integration.definition.account ?? {};
  const missing = required.filter((key) => settings[key] === undefined);
  if (missing.length === 0) return [];
  const names = missing.map((key) => `\`${key}\``).join(', ');
  return [`the ${integration.label} account lacks ${names}; ${remedy.missing(missing)}`];
}

/** What is wrong with the settings that are there; loads the validator where there are any. */
export async function wrongSettings(
  integration: Integration,
  settings: Readonly<Record<string, unknown>>,
  remedy: Remedy = inEnvironment(integration),
): Promise<string[]> {
  const { properties = {} } = integration.definition.account ?? {};
  if (!Object.keys(properties).some((key) => settings[key] !== undefined)) return [];
  const { compileValidator } = await import('../schema/validator.ts');
  const schemas = Object.fromEntries(
    Object.entries(properties).map(([key, { env: _, ...schema }]) => [key, schema]),
  );
  const wrong = compileValidator(
    { type: 'object', properties: schemas },
    SETTINGS,
  )(structuredClone(settings));
  return wrong.map(({ pointer, message }) => {
    const key = pointer.split('/')[1] ?? '';
    const isSecret = properties[key]?.writeOnly === true;
    return isSecret
      ? `the setting \`${key}\` is not valid. ${remedy.wrong(key)}`
      : `${message} ${remedy.wrong(key)}`;
  });
}

/** What is wrong with the settings, and what to do about it. */
export const checkSettings = async (
  integration: Integration,
  settings: Readonly<Record<string, unknown>>,
  remedy?: Remedy,
): Promise<string[]> => [
  ...missingSettings(integration, settings, remedy),
  ...(await wrongSettings(integration, settings, remedy)),
];

/** Text from a command line or the environment as a value of `type`; text that does not fit stays text, and is refused later. */
export function parseText(text: string, type: unknown): unknown {
  const types = [type].flat();
  if (types.includes('string') || type === undefined) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
