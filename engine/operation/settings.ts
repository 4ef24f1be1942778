import type { Integration } from '../schema/model.ts';
import type { AccountSchema } from '../types.ts';

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
