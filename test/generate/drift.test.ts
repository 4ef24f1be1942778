import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { authSchemes } from '../../engine/auth/index.ts';
import { adjustableRules } from '../../engine/lint/catalog.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { paginationStrategies } from '../../engine/pagination/index.ts';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import { integrationAt, integrationFrom } from '../support/integration.ts';
import { exampleIntegrations, generatedFiles } from './files.ts';

const root = resolve(import.meta.dirname, '../..');
const files = await generatedFiles();

test.each([...files.keys()])('%s is what `npm run generate` writes', (path) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(files.get(path));
});

test('the editor schema is valid draft-07 and knows nothing that only the engine understands', () => {
  const schema = editorSchema(adjustableRules);
  expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
  expect(JSON.stringify(schema)).not.toContain('"x-');
});

test('editors know the rules that `lint:` can set, and no others', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(editorSchema(adjustableRules));
  const file = (lint: object) => ({ ymcp: 1, name: 'a', label: 'A', base_url: 'https://x.example', lint });
  for (const { name } of adjustableRules) expect(validate(file({ [name]: 'off' })), name).toBe(true);
  expect(validate(file({ schema: 'off' }))).toBe(false);
  expect(validate(file({ 'missing-description': 'on' }))).toBe(false);
});

test('every auth scheme and pagination strategy stands in the reference', () => {
  const reference = files.get('integrations/README.md') ?? '';
  for (const { type } of authSchemes) expect(reference).toContain(`auth: { type: ${type} }`);
  for (const { type } of paginationStrategies) expect(reference).toContain(`pagination: { type: ${type} }`);
});

test('every key of the format has a meaning and an example in the reference', () => {
  const reference = (files.get('integrations/README.md') ?? '').split('## Rules')[0] ?? '';
  const rows = reference.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(200);
  const lacking = rows.filter(
    (line) => /\|\s*\|$/.test(line) || (/\| *\| `` [^|]*\|$/.test(line) && !line.startsWith('| `type`')),
  );
  expect(lacking).toEqual([]);
});

test.each(exampleIntegrations())('the examples in %s load, and make tools', (path) => {
  const integration = statSync(path).isDirectory()
    ? integrationAt(path)
    : integrationFrom(readFileSync(path, 'utf8'));
  expect(compileOperations(integration).length).toBeGreaterThan(0);
  expect(createAccount(integration, { token: 'x', user: 'x', secret: 'x' })).toBeDefined();
});
