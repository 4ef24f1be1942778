import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { type Catalog, type CatalogOptions, createCatalog } from '../../engine/operation/catalog.ts';
import type { Integration, LocatedIntegration } from '../../engine/schema/model.ts';

/** An integration from YAML text; a mistake in it fails the test with the diagnostics. */
export function integrationFrom(yaml: string): LocatedIntegration {
  return required(loadIntegration([{ name: 'test.yaml', label: 'test.yaml', bytes: Buffer.from(yaml) }]));
}

/** An integration from a folder. */
export function integrationAt(folder: string): LocatedIntegration {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') && !name.startsWith('cases') && statSync(join(folder, name)).isFile(),
  );
  return required(
    loadIntegration(
      names.sort().map((name) => ({ name, label: name, bytes: readFileSync(join(folder, name)) })),
    ),
  );
}

function required({ integration, diagnostics }: ReturnType<typeof loadIntegration>): LocatedIntegration {
  if (!integration) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return integration;
}

export const CURSOR_KEY = Buffer.alloc(32, 7);

/** The tools of one integration with one account. */
export function catalogOf(
  integration: Integration,
  settings: Record<string, unknown>,
  options: Partial<CatalogOptions> & { origin?: string } = {},
): Catalog {
  const account = createAccount(integration, settings, { origin: options.origin });
  return createCatalog([{ integration, account }], { cursorKey: CURSOR_KEY, ...options });
}
