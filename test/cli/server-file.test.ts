import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { settingVariable } from '../../engine/operation/settings.ts';
import { integrationAt } from '../support/integration.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(resolve(ROOT, path), 'utf8'));
const server = read('cli/server.json');
const [published] = server.packages;
const { name, version, mcpName, description } = read('package.json');

test('the registry is told of the package as it is published', () => {
  expect(server).toMatchObject({ name: mcpName, version, description });
  expect(published).toMatchObject({ registryType: 'npm', identifier: name, version });
  // Limits of the registry's schema.
  expect(server.description.length).toBeLessThanOrEqual(100);
  expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
});

test('the variables are those of the integration that it starts unless told otherwise', () => {
  const chosen = published.packageArguments.find(
    ({ valueHint }: { valueHint?: string }) => valueHint,
  ).default;
  const integration = integrationAt(resolve(ROOT, 'integrations', chosen));
  const settings = Object.entries(integration.definition.account?.properties ?? {});
  expect(published.environmentVariables).toEqual(
    settings.map(([key, setting]) =>
      expect.objectContaining({
        name: settingVariable(integration, key, setting),
        ...(setting.writeOnly && { isSecret: true }),
        ...(setting.enum && { choices: setting.enum }),
        ...(setting.default !== undefined && { default: setting.default }),
      }),
    ),
  );
});
