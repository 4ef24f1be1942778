import {
  beginLogin,
  finishLogin,
  type LoginBrowser,
  logIn,
  type PendingLogin,
} from '../auth/oauth2/login.ts';
import type { Send } from '../http/send.ts';
import type { Integration } from '../schema/model.ts';
import { type AccountOptions, type ClosedAccount, limitsOf, transmitTo } from './open-account.ts';

/** The logins of an account that has not been opened yet, whose settings are complete. */
export function loginsOf(integration: Integration, closed: ClosedAccount, options: AccountOptions) {
  const { auth } = integration.definition;
  const send: Send = (request, signal) =>
    transmitTo(limitsOf(integration), options, 'login', request, signal);
  const account = { ...closed, baseUrl: '', send };
  return {
    login: (browser: LoginBrowser) => logIn(auth, account, browser),
    beginLogin: (redirectUri: string) => beginLogin(auth, account, redirectUri),
    finishLogin: (pending: PendingLogin, response: URL) => finishLogin(auth, account, pending, response),
  };
}
