import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Loaded } from '../../engine/load/load.ts';
import type { Operation } from '../../engine/operation/contract.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { type Bound, bindToEnvironment, bindToSandbox } from '../catalog.ts';
import { environment } from '../environment.ts';
import { shown } from '../read-files.ts';
import { createReader } from '../reader.ts';

/** An integration as it is served: correct, and bound to an account. */
export interface Good extends Bound {
  loaded: Loaded;
  operations: readonly Operation[];
  /** All that the account was made of; as long as it stays the same, so does the account with its logins. */
  accountKey: string;
}

/** What came of reading an integration anew: what to serve, or why it cannot be served. */
export type Attempt = { diagnostics: readonly Diagnostic[] } & (
  | { good: Good; wrong?: never }
  | { wrong: string; good?: never }
);

/** An integration that is edited while it is served. */
export interface LiveIntegration {
  /** Path as a person would write it. */
  readonly label: string;
  /** Reads what has changed; gives `current` itself where nothing has. Never rejects. */
  attempt(current: Good | undefined): Promise<Attempt>;
}

export function createLiveIntegration(path: string, useSandbox: boolean): LiveIntegration {
  const read = createReader(path);
  const bind = useSandbox ? inSandbox : withAccount;
  const label = shown(path);
  return {
    label,
    async attempt(current) {
      let diagnostics: readonly Diagnostic[] = [];
      try {
        const loaded = read();
        diagnostics = loaded.diagnostics;
        if (loaded.integration === undefined) return { wrong: `\`${label}\` has mistakes.`, diagnostics };
        return { good: await bind(loaded, loaded.integration, current), diagnostics };
      } catch (error) {
        return { wrong: (error as Error).message, diagnostics };
      }
    },
  };
}

async function withAccount(
  loaded: Loaded,
  integration: Integration,
  current: Good | undefined,
): Promise<Good> {
  const env = environment();
  const key = JSON.stringify([partsOf(integration), settingsFromEnvironment(integration, env)]);
  if (current?.accountKey !== key) {
    const bound = bindToEnvironment(integration, undefined, env);
    const warnings = [...bound.warnings, ...(await bound.findWrong())];
    return compiled(loaded, { ...bound, warnings }, key);
  }
  return current.loaded === loaded ? current : compiled(loaded, { ...current, integration }, key);
}

/** A sandbox goes on, with what calls have changed in it, as long as its file says the same. */
async function inSandbox(loaded: Loaded, integration: Integration, current: Good | undefined): Promise<Good> {
  if (current?.loaded === loaded) return current;
  const key = JSON.stringify([partsOf(integration), integration.sandbox]);
  if (current?.accountKey === key) return compiled(loaded, { ...current, integration }, key);
  const isSame = JSON.stringify(current?.integration.sandbox) === JSON.stringify(integration.sandbox);
  const running = isSame ? current?.sandbox : undefined;
  return compiled(loaded, await bindToSandbox(integration, undefined, running), key);
}

const compiled = (loaded: Loaded, bound: Bound, accountKey: string): Good => ({
  ...bound,
  loaded,
  accountKey,
  operations: compileOperations(bound.integration),
});

/** The parts of an integration that its account is made of. */
function partsOf({ name, label, definition }: Integration) {
  const { account, auth, base_url, limits, rate_limit } = definition;
  return { name, label, account, auth, base_url, limits, rate_limit };
}
