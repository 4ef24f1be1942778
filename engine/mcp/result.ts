import type { CallToolResult, JSONRPCMessage } from '@modelcontextprotocol/server';
import { isObject } from '../json.ts';
import type { Outcome } from '../operation/catalog.ts';

/** A finished call as a tool result. A failure is a result too, so that the model can read it and act. */
export function toResult(outcome: Outcome): CallToolResult {
  if (!('error' in outcome)) {
    const { text, value, file } = outcome;
    if (isObject(value) && Array.isArray(value.result)) texts.set(value.result, text);
    const resource = file && { uri: file.uri, mimeType: file.contentType, blob: file.base64 };
    return {
      content: [{ type: 'text', text }, ...(resource ? [{ type: 'resource' as const, resource }] : [])],
      structuredContent: value,
    };
  }
  const { code, message, details } = outcome.error;
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message}` }],
    structuredContent: { error: { code, message, ...details } },
  };
}

/** Results as JSON, by the list in them: the SDK checks a result and hands on a copy, but the list is the same. */
const texts = new WeakMap<object, string>();

/** A message as one line of JSON; a list that was written for the model already is not written a second time. */
export function writeMessage(message: JSONRPCMessage): string {
  const result = 'result' in message && isObject(message.result) ? message.result : undefined;
  const content = result?.structuredContent;
  const text = isObject(content) && Array.isArray(content.result) ? texts.get(content.result) : undefined;
  if (!result || text === undefined || !('id' in message)) return JSON.stringify(message);
  const { structuredContent: _, ...others } = result;
  const begun = JSON.stringify({ jsonrpc: message.jsonrpc, id: message.id, result: others });
  return `${begun.slice(0, -2)},"structuredContent":${text}}}`;
}
