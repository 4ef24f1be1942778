import { ToolError } from '../errors.ts';
import { compileTemplate } from '../expression/template.ts';
import type { AuthAccount } from './scheme.ts';

/** Compiles a template that yields one credential; unless it is only a name, it is registered for redaction first. */
export function compileCredential(
  text: string,
  key: string,
  kind: 'secret' | 'name' = 'secret',
): (account: AuthAccount) => Promise<string> {
  const template = compileTemplate(text);
  return async ({ settings, redactor }) => {
    const value = await template.fill(settings, { account: settings });
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
      throw new ToolError('missing_secret', `\`${key}\` came out empty; set it in the account's settings.`);
    const credential = String(value);
    if (kind === 'secret') redactor.add(credential);
    return credential;
  };
}
