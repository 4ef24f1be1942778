import type { FindingReporter } from './reporter.ts';

/** For programs: the diagnostics as they are. */
export const json: FindingReporter = ({ diagnostics }) => JSON.stringify(diagnostics, null, 2);
