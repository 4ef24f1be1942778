import pg from 'pg';
import { CONNECT_MS, type DriverOptions, STATEMENT_MS } from '../driver.ts';

const INT8 = pg.types.builtins.INT8;

/** Counts and ids come as numbers, as they do from the embedded database; none comes near 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** How every connection is made; a server that does not answer is given up a little after it should have given up itself. */
export const connectionOptions = (url: string, statementMs = STATEMENT_MS) => ({
  connectionString: url,
  application_name: 'ymcp',
  connectionTimeoutMillis: CONNECT_MS,
  statement_timeout: statementMs,
  query_timeout: statementMs + CONNECT_MS,
  idle_in_transaction_session_timeout: statementMs,
  keepAlive: true,
  types,
});

export function createPool(
  { url, onFault }: DriverOptions,
  max: number,
  statementMs: number = STATEMENT_MS,
): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(url, statementMs), max, allowExitOnIdle: true });
  // A connection that breaks and has no listener ends the whole program, idle or in use.
  pool.on('connect', (client) => client.on('error', onFault));
  return pool.on('error', () => {});
}
