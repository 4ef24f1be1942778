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
  const headers = compileTemplate(definition.headers ?? {});
  const body = compileTemplate(definition.body);
  return async (input, bindings) => {
    const filled = await headers.fill(input, bindings);
    const answer: Answer = { status, headers: {} };
    if (isObject(filled))
      for (const [name, value] of Object.entries(filled)) answer.headers[name.toLowerCase()] = String(value);
    const value = await body.fill(input, bindings);
    if (value === undefined) return answer;
    const isText = typeof value === 'string' && answer.headers['content-type'] !== undefined;
    return { ...answer, ...(isText ? { body: value } : json(status, value, answer.headers)) };
  };
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
