import type { Operation } from '../../engine/operation/contract.ts';
import { settingVariable } from '../../engine/operation/settings.ts';
import type { Integration } from '../../engine/schema/model.ts';
import type { AccountSchema } from '../../engine/types.ts';
import { PACKAGE } from '../version.ts';

type Setting = AccountSchema['properties'][string];

/** Where the program and the integration lie within the bundle. */
export interface Places {
  program: string;
  integration: string;
}

/**
 * The manifest of an .mcpb (version 0.3 of its specification): what the host shows, what it asks the person for, and how it
 * starts the server.
 */
export function manifestOf(
  integration: Integration,
  operations: readonly Pick<Operation, 'tool' | 'description'>[],
  { program, integration: folder }: Places,
  author: string,
): object {
  const { definition, label, name } = integration;
  return {
    manifest_version: '0.3',
    name,
    display_name: label,
    version: PACKAGE.version,
    description: definition.description ?? `The tools of ${label}.`,
    author: { name: author },
    ...(definition.docs && { documentation: definition.docs }),
    server: {
      type: 'node',
      entry_point: program,
      mcp_config: {
        command: 'node',
        args: [inBundle(program), 'serve', inBundle(folder)],
        env: variablesOf(integration),
      },
    },
    tools: operations.map(({ tool, description }) => ({ name: tool, description })),
    tools_generated: false,
    user_config: userConfigOf(integration),
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: PACKAGE.engines.node },
    },
  };
}

const inBundle = (path: string) => `\${__dirname}/${path}`;

const settingsOf = ({ definition }: Integration): [string, Setting][] =>
  Object.entries(definition.account?.properties ?? {});

/** The server reads its settings from the variables that it always reads. */
const variablesOf = (integration: Integration): Record<string, string> =>
  Object.fromEntries(
    settingsOf(integration).map(([key, setting]) => [
      settingVariable(integration, key, setting),
      `\${user_config.${key}}`,
    ]),
  );

function userConfigOf(integration: Integration): Record<string, object> {
  const required = integration.definition.account?.required ?? [];
  return Object.fromEntries(
    settingsOf(integration).map(([key, setting]) => [key, questionOf(key, setting, required.includes(key))]),
  );
}

/** What the host asks for a setting; it knows no list of allowed values, so that they stand in the words. */
function questionOf(key: string, setting: Setting, isRequired: boolean): object {
  const { default: initial, minimum, maximum } = setting as Record<string, unknown>;
  return {
    type: typeOf(setting),
    title: titleOf(key),
    description: describe(key, setting),
    required: isRequired,
    ...(setting.writeOnly === true && { sensitive: true }),
    ...(['string', 'number', 'boolean'].includes(typeof initial) && { default: initial }),
    ...(typeOf(setting) === 'number' && typeof minimum === 'number' && { min: minimum }),
    ...(typeOf(setting) === 'number' && typeof maximum === 'number' && { max: maximum }),
  };
}

function typeOf({ type }: Setting): 'string' | 'number' | 'boolean' {
  if (type === 'boolean') return 'boolean';
  return type === 'number' || type === 'integer' ? 'number' : 'string';
}

/** `client_token` as `Client token`. */
function titleOf(key: string): string {
  const words = key.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describe(key: string, { description, enum: values }: Setting): string {
  const text = description ?? `${titleOf(key)} of the account.`;
  return values ? `${text} One of ${values.join(', ')}.` : text;
}
