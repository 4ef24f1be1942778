import { rehearseAuth } from '../auth/index.ts';
import { createMemoryStore, type TokenStore } from '../auth/token-store.ts';
import type { HttpResponse } from '../http/send.ts';
import type { Integration } from '../schema/model.ts';
import { answerOf } from './exchange.ts';

/** Tokens of a case's account: those that no case could get, where a person or a real key is needed, are there already. */
export function rehearsalStore({ definition }: Pick<Integration, 'definition'>): TokenStore {
  const kept = createMemoryStore();
  const { tokens } = rehearseAuth(definition.auth);
  return { ...kept, load: async (account) => (await kept.load(account)) ?? tokens };
}

/** What a login of the integration could be answered with, if it makes one and that can be told from its YAML. */
export function loginAnswer({ definition }: Pick<Integration, 'definition'>): HttpResponse | undefined {
  const { answer } = rehearseAuth(definition.auth);
  return answer && { ...answerOf(answer), url: new URL('http://login.invalid/') };
}
