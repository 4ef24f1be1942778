import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { expect, test } from 'vitest';
import { ToolError } from '../../engine/errors.ts';
import { toResult, writeMessage } from '../../engine/mcp/result.ts';

/** A result as the SDK hands it on: checked, and copied on the way. */
const messageOf = (result: object): JSONRPCMessage =>
  ({
    result: { ...result, ...copied(result), _meta: { a: 1 } },
    jsonrpc: '2.0',
    id: 'a"b',
  }) as JSONRPCMessage;

function copied(result: object) {
  const { structuredContent } = result as { structuredContent: object };
  return { structuredContent: { ...structuredContent } };
}

test.each([
  ['a list', { result: [{ n: 1, text: 'ä"\u2028' }], result_count: 1, next_cursor: null }],
  ['an empty list', { result: [], result_count: 0, next_cursor: 'x' }],
  ['an object', { id: 7, result: { n: 1 } }],
])('%s is the same on the wire as in the result', (_, value) => {
  const message = messageOf(toResult({ value, text: JSON.stringify(value) }));
  const line = writeMessage(message);
  expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(message)));
  expect(line).not.toContain('\n');
});

test('a list that was written once is not written again', () => {
  const value = { result: [{ toJSON: () => 'written' }], result_count: 1 };
  const text = JSON.stringify(value);
  value.result[0] = { toJSON: () => 'written again' };
  const { result } = JSON.parse(writeMessage(messageOf(toResult({ value, text })))) as {
    result: { structuredContent: unknown };
  };
  expect(result.structuredContent).toEqual({ result: ['written'], result_count: 1 });
});

test('failures, requests and notifications are written as they are', () => {
  const failed = messageOf(toResult({ error: new ToolError('not_found', 'it is not there.') }));
  const notice: JSONRPCMessage = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };
  for (const message of [failed, notice]) expect(writeMessage(message)).toBe(JSON.stringify(message));
});
