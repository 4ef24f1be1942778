import { encodeRequest } from '../http/encode.ts';
import { type Arguments, type CallResult, resultOf } from './contract.ts';
import { draftCall, type Running } from './running.ts';

/** The requests that a call would make, one per set of arguments, with secrets masked by the catalog. Sends nothing. */
export async function describeRequests(running: Running, calls: readonly Arguments[]): Promise<CallResult> {
  const account = await running.account.open();
  const requests: Record<string, unknown>[] = [];
  for (const values of calls) {
    const draft = await draftCall(running, account, values);
    const { verb, url, headers, body } = encodeRequest(draft);
    requests.push({
      verb,
      url: url.href,
      headers,
      ...(body !== undefined && { body: draft.body, bytes: Buffer.byteLength(body) }),
    });
  }
  const auth = running.plan.authType;
  const note = `Nothing was sent. ${auth === 'none' ? '' : `Credentials (${auth}) are added on sending. `}Call again without dry_run to send.`;
  return resultOf({ dry_run: true, requests, note });
}
