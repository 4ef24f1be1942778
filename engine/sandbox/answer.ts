import { validateHeaderValue } from 'node:http';
import type { Bindings } from '../expression/expression.ts';
import { compileTemplate } from '../expression/template.ts';
import { isObject } from '../json.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

export interface AnswerDefinition {
  status?: number;
  headers?: Record<string, unknown>;
  body?: unknown;
}

export type MakeAnswer = (input: unknown, bindings: Bindings) => Promise<Answer>;

/** Compiles status, headers and body; text with a content type of its own is sent as it is, all else as JSON. */
export function compileAnswer({ status = 200, ...definition }: AnswerDefinition): MakeAnswer {
  const headerTemplate = compileTemplate(definition.headers ?? {});
  const bodyTemplate = compileTemplate(definition.body);
  return async (input, bindings) => {
    const headers = headersIn(await headerTemplate.fill(input, bindings));
    const body = await bodyTemplate.fill(input, bindings);
    if (body === undefined) return { status, headers };
    if (typeof body === 'string' && headers['content-type'] !== undefined) return { status, headers, body };
    return json(status, body, headers);
  };
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

function headersIn(filled: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isObject(filled) ? filled : {})) {
    // Here, where a failure is still an answer; when it is written it would be too late.
    validateHeaderValue(name, String(value));
    headers[name.toLowerCase()] = String(value);
  }
  return headers;
}
