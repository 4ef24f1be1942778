import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Outcome } from '../operation/catalog.ts';

/** A finished call as a tool result. A failure is a result too, so that the model can read it and act. */
export function toResult(outcome: Outcome): CallToolResult {
  if (!('error' in outcome)) {
    const { text, value, file } = outcome;
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
