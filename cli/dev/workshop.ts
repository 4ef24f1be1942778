import { type CatalogOptions, createCatalog } from '../../engine/operation/catalog.ts';
import { createExchangeable, type ExchangeableCatalog } from '../../engine/operation/exchange.ts';
import { findClash } from '../clashes.ts';
import { type Attempt, createLiveIntegration, type Good } from './live-integration.ts';

/** What a reload made of one integration. */
export interface Reloaded {
  label: string;
  before: Good | undefined;
  attempt: Attempt;
}

/** Integrations that are served while they are edited. */
export interface Workshop {
  readonly catalog: ExchangeableCatalog;
  /** What is served: of each integration the last version that was correct. */
  good(): readonly Good[];
  /** Takes over what has changed. An integration with mistakes stays as it was; the others do not wait for it. */
  reload(): Promise<readonly Reloaded[]>;
  close(): Promise<void>;
}

export function createWorkshop(
  paths: readonly string[],
  useSandbox: boolean,
  options: CatalogOptions,
): Workshop {
  const live = paths.map((path) => createLiveIntegration(path, useSandbox));
  const catalog = createExchangeable(createCatalog([], options));
  let served: readonly (Good | undefined)[] = live.map(() => undefined);
  const good = () => served.filter((one) => one !== undefined);

  return {
    catalog,
    good,
    async reload() {
      const before = served;
      const tried = await Promise.all(live.map((one, index) => one.attempt(before[index])));
      const attempts = refuseClashes(tried, before);
      served = attempts.map((attempt, index) => attempt.good ?? before[index]);
      if (served.some((one, index) => one !== before[index])) {
        const calls = catalog.exchange(createCatalog(good(), options));
        closeUnused(calls, before, served);
      }
      closeUnused(
        Promise.resolve(),
        tried.map((attempt) => attempt.good),
        served,
      );
      return live.map(({ label }, index) => ({ label, before: before[index], attempt: attempts[index]! }));
    },
    close: async () => void (await Promise.all(good().map(({ sandbox }) => sandbox?.close()))),
  };
}

/** Of two that make the same tool, the later one does not take over; which is then said of it. */
function refuseClashes(attempts: readonly Attempt[], before: readonly (Good | undefined)[]): Attempt[] {
  const judged = [...attempts];
  for (const [index, attempt] of attempts.entries()) {
    const others = judged.map((other, at) => (at === index ? undefined : (other.good ?? before[at])));
    const all = [...others, attempt.good].flatMap((one) => one?.integration ?? []);
    const clash = attempt.good && findClash(all);
    if (clash !== undefined) judged[index] = { wrong: clash, diagnostics: attempt.diagnostics };
  }
  return judged;
}

/** Sandboxes that nothing served is bound to end when the calls that began on them have. */
function closeUnused(
  calls: Promise<void>,
  among: readonly (Good | undefined)[],
  served: readonly (Good | undefined)[],
): void {
  const used = new Set(served.map((one) => one?.sandbox));
  for (const one of among)
    if (one?.sandbox && !used.has(one.sandbox)) void calls.then(() => one.sandbox?.close());
}
