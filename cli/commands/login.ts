import type { Command } from 'commander';
import { ToolError } from '../../engine/errors.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import { openBrowser, waitForBrowser } from '../browser.ts';
import { environment, stateFolder } from '../environment.ts';
import { FindingsError } from '../errors.ts';
import { findIntegration } from '../find-integration.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { printError } from '../terminal.ts';
import { createFileStore } from '../token-file.ts';

export function addLogin(program: Command): void {
  program
    .command('login')
    .description('log in to an API in the browser, for integrations whose auth asks for it')
    .argument('<integration>', 'by name or path')
    .option('--no-browser', 'print the address and open nothing')
    .action(async (name: string, { browser }: { browser: boolean }) => {
      const integration = loadIntegrationOrExit(findIntegration(name));
      const env = environment();
      const tokens = createFileStore(stateFolder(env));
      const account = createAccount(integration, settingsFromEnvironment(integration, env), { tokens });
      const waiting = await waitForBrowser(browser ? openBrowser : () => {});
      try {
        await account.login(waiting);
        printError(`Logged in to ${integration.label}. Its tools work from now on: ymcp serve ${name}`);
      } catch (error) {
        throw error instanceof ToolError ? new FindingsError(account.redactor.redact(error.message)) : error;
      } finally {
        waiting.close();
      }
    });
}
