import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import type { Case, LocatedIntegration } from '../../engine/schema/model.ts';

/** An integration and its cases from YAML texts; a mistake in them fails the test with the diagnostics. */
export function casesFrom(files: Readonly<Record<string, string>>): {
  integration: LocatedIntegration;
  cases: readonly Case[];
} {
  const { integration, cases, diagnostics } = loadIntegration(
    Object.entries(files).map(([name, text]) => ({ name, label: name, bytes: Buffer.from(text) })),
  );
  if (!integration) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return { integration, cases };
}
