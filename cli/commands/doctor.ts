import type { Command } from 'commander';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import { startSandbox } from '../../engine/sandbox/server.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { sandboxOf } from '../catalog.ts';
import type { Finding, Group } from '../doctor/finding.ts';
import { fail } from '../doctor/finding.ts';
import { examine } from '../doctor/integration.ts';
import { machineChecks } from '../doctor/machine.ts';
import { drawGroups } from '../doctor/page.ts';
import { environment, stateFolder } from '../environment.ts';
import { FindingsError, UsageError } from '../errors.ts';
import { findIntegration } from '../find-integration.ts';
import { readIntegration } from '../integrations.ts';
import { knownIntegrations } from '../library.ts';
import { plural, printError, printLine } from '../terminal.ts';
import { createFileStore } from '../token-file.ts';
import { VERSION } from '../version.ts';

interface DoctorOptions {
  sandbox?: boolean;
  offline?: boolean;
  json?: boolean;
}

/** Columns where there is no terminal to ask. */
const WIDTH = 100;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at what ymcp and an integration need: versions, settings, network, login, clock')
    .argument('[integration]', 'by name or path; without it, only what all of them need')
    .option('--sandbox', "look at the integration's sandbox instead of the API")
    .option('--offline', 'send nothing')
    .option('--json', 'print it as data')
    .action(async (name: string | undefined, options: DoctorOptions) => {
      if (name === undefined && options.sandbox)
        throw new UsageError('--sandbox needs an integration; name one.');
      const env = environment();
      const machine: Group = { title: `ymcp ${VERSION}`, findings: machineChecks.map((check) => check(env)) };
      const groups = name === undefined ? [machine] : [machine, await examined(name, options)];
      if (options.json) printLine(JSON.stringify({ ok: countOf(groups, 'fail') === 0, groups }, null, 2));
      else printLine(drawGroups(groups, process.stdout.columns ?? WIDTH));
      conclude(groups, name, options.json === true);
    });
}

async function examined(name: string, options: DoctorOptions): Promise<Group> {
  const { integration, diagnostics } = readIntegration(findIntegration(name));
  if (!integration) {
    const [first] = diagnostics.filter(({ severity }) => severity === 'error');
    const said = first ? formatDiagnostic(first) : 'it cannot be read';
    return { title: name, findings: [fail('YAML', said, `Correct it: \`ymcp validate ${name}\`.`)] };
  }
  const findings = options.sandbox
    ? await examineSandbox(integration, options)
    : await examineApi(integration, options);
  return { title: options.sandbox ? `${integration.label} (sandbox)` : integration.label, findings };
}

function examineApi(integration: Integration, { offline }: DoctorOptions): Promise<Finding[]> {
  const env = environment();
  const settings = settingsFromEnvironment(integration, env);
  return examine({
    integration,
    settings,
    isSandbox: false,
    isOffline: offline === true,
    openAccount: (transport) =>
      createAccount(integration, settings, { transport, tokens: createFileStore(stateFolder(env)) }),
  });
}

async function examineSandbox(integration: Integration, { offline }: DoctorOptions): Promise<Finding[]> {
  const definition = sandboxOf(integration);
  const sandbox = await startSandbox(definition);
  const settings = definition.account ?? {};
  try {
    return await examine({
      integration,
      settings,
      isSandbox: true,
      isOffline: offline === true,
      openAccount: (transport) => createAccount(integration, settings, { transport, origin: sandbox.url }),
    });
  } finally {
    await sandbox.close();
  }
}

const countOf = (groups: readonly Group[], level: Finding['level']): number =>
  groups.flatMap(({ findings }) => findings).filter((one) => one.level === level).length;

function conclude(groups: readonly Group[], name: string | undefined, isData: boolean): void {
  const [wrong, odd] = [countOf(groups, 'fail'), countOf(groups, 'warn')];
  const summary = `${plural(wrong, 'thing')} wrong, ${odd} to look at.`;
  if (wrong > 0) throw new FindingsError(summary);
  if (isData) return;
  const known = [...knownIntegrations().keys()].join(', ');
  printError(`\n${wrong + odd === 0 ? 'All in order.' : summary}`);
  if (name === undefined && known !== '')
    printError(`Name an integration to look at its account too: ${known}.`);
}
