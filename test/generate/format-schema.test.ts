import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { formatSchema } from '../../engine/schema/compose.ts';
import { isPlainSchema } from '../../engine/schema/plain-schema.ts';

test('the schema of the format is a schema, which no start checks again', () => {
  const ajv = new Ajv();
  expect(ajv.validateSchema(formatSchema), ajv.errorsText()).toBe(true);
});

test.each([
  [{ type: 'string', description: 'A name.', maxLength: 3 }, true],
  [{ type: 'array', items: { type: ['string', 'null'] } }, true],
  [{ type: 'object', properties: { a: { enum: [1] } }, additionalProperties: false }, true],
  [{ type: 'string', pattern: '(' }, false],
  [{ type: 'object', properties: { a: { $ref: '#/nowhere' } } }, false],
  [{ type: 'array', items: { pattern: '(' } }, false],
  [{ type: 'object', additionalProperties: { $ref: '#/nowhere' } }, false],
])('%j is sure to compile: %j', (schema, isPlain) => {
  expect(isPlainSchema(schema)).toBe(isPlain);
});
