import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Outcome } from '../operation/catalog.ts';

const KEY = 'confirm';

/** What the person said to a question asked in an earlier round of this call. */
export type Reply = { agreed: true; token: string } | { agreed: false } | undefined;

/** Reads the reply to a question from a repeated call. The token proves itself: it is sealed for this very call. */
export function readReply({ mcpReq }: ServerContext): Reply {
  const response = mcpReq.inputResponses?.[KEY] as
    | { action?: unknown; content?: { agree?: unknown } }
    | undefined;
  if (response === undefined) return undefined;
  const token = mcpReq.requestState<unknown>();
  const agreed =
    response.action === 'accept' && response.content?.agree === true && typeof token === 'string';
  return agreed ? { agreed, token } : { agreed: false };
}

/** The question as an elicitation, when the call needs one and the client can ask its user; 2025 clients on stdio, all of 2026. */
export function askUser(outcome: Outcome, canElicit: boolean): InputRequiredResult | undefined {
  if (!canElicit || !('error' in outcome) || outcome.error.code !== 'confirmation_required') return undefined;
  const { question = '', confirm_token: token = '' } = outcome.error.details;
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({
        message: question,
        requestedSchema: {
          type: 'object',
          properties: { agree: { type: 'boolean', title: 'Go ahead', description: question } },
          required: ['agree'],
        },
      }),
    },
    requestState: token,
  });
}

/** The result when the person did not agree. */
export const declined = (): CallToolResult => ({
  isError: true,
  content: [
    {
      type: 'text',
      text: 'cancelled: the user did not agree, so nothing was sent. Do not try again unless they ask for it.',
    },
  ],
  structuredContent: {
    error: { code: 'cancelled', message: 'The user did not agree, so nothing was sent.' },
  },
});
