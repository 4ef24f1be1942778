import { ToolError, type ToolErrorCode } from '../errors.ts';
import { type Bindings, compileExpression } from '../expression/expression.ts';
import { compileTemplate } from '../expression/template.ts';
import { type AnswerFormat, decode, excerpt } from '../http/decode.ts';
import type { Verb } from '../http/request-line.ts';
import type { HttpResponse } from '../http/send.ts';
import { statusError } from '../http/status.ts';
import type { IntegrationFile, RateLimit } from '../types.ts';
import { compileRateLimit } from './rate-limit.ts';

type ErrorRules = NonNullable<IntegrationFile['errors']>;

/** An answer that is no error: its data, and what response-side expressions see beside it. */
export interface Answer {
  response: HttpResponse;
  body: unknown;
  bindings: Bindings;
}

/** Turns a response into an answer, or throws the `ToolError` that it stands for. */
export type Judge = (response: HttpResponse, values: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** What an answer means: "slow down" first, then the error rules, then the status, then the body. */
export function compileJudge(
  verb: Verb,
  limit: RateLimit | undefined,
  errors: ErrorRules,
  format: AnswerFormat | undefined,
): Judge {
  const detectLimit = compileRateLimit(limit);
  const rules = errors.map((rule) => ({
    rule,
    when: compileExpression(`$boolean(${rule.when}\n)`),
    code: rule.code as ToolErrorCode,
    message: compileTemplate(rule.message),
  }));

  return async (response, values) => {
    const bindings = { arguments: values, status: response.status, headers: response.headers };
    const seen = decodeLeniently(response, format);
    const slowDown = detectLimit(seen, bindings);
    const limited = slowDown && (await slowDown);
    if (limited) throw limitError(response, limited);
    for (const { rule, when, code, message } of rules) {
      if ((await when.evaluate(seen, bindings)) !== true) continue;
      const text = String(await message.fill(seen, bindings));
      throw new ToolError(code, text, { status: response.status }, undefined, rule);
    }
    const failed = statusError(response, verb);
    if (failed) throw failed;
    return { response, body: seen ?? decode(response, format), bindings };
  };
}

/** The body for rules that look at failures too, where it need not be JSON. */
function decodeLeniently(response: HttpResponse, format: AnswerFormat | undefined): unknown {
  try {
    return decode(response, format);
  } catch {
    return undefined;
  }
}

function limitError(response: HttpResponse, details: ToolError['details']): ToolError {
  const said = excerpt(response.body.toString('utf8'));
  const wait = details.retry_after === undefined ? 'a while' : `${details.retry_after} s`;
  const quote = said === '' ? '' : ` It says: ${said}`;
  return new ToolError(
    'rate_limited',
    `the API takes no more requests for now (${response.status}). Wait ${wait}, then try again.${quote}`,
    details,
  );
}
