import { dirname, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { FindingsError, UsageError } from './errors.ts';
import { untilStopped } from './stop.ts';
import { printError } from './terminal.ts';

export interface WatchOptions {
  /** Milliseconds without a change after which a burst of them is over. */
  quietMs?: number;
  /** Milliseconds between looks without being told; for acts that cost nothing where nothing has changed. */
  lookMs?: number;
  /** Ends the watching; a signal that the process should end, unless told otherwise. */
  until?: Promise<unknown>;
}

/** Does something now and after every change under these paths, until the process is asked to end; what it finds wrong is printed. */
export async function watchFiles(
  paths: readonly string[],
  act: () => Promise<void>,
  { quietMs = 50, lookMs, until = untilStopped() }: WatchOptions = {},
): Promise<void> {
  let running = Promise.resolve();
  const once = () => {
    running = running.then(act).catch((error) => {
      if (!(error instanceof FindingsError || error instanceof UsageError)) throw error;
      printError(error.message);
    });
  };
  let timer: NodeJS.Timeout | undefined;
  const wanted = paths.map((path) => resolve(path));
  // From the folders above, so that a path which goes away and comes back is not lost.
  const above = new Set(wanted.map((path) => dirname(path)));
  const isWanted = (path: string) =>
    above.has(path) || wanted.some((one) => path === one || path.startsWith(one + sep));
  const watcher = watch([...above], { ignoreInitial: true, ignored: (path) => !isWanted(path) })
    .on('all', () => {
      clearTimeout(timer);
      timer = setTimeout(once, quietMs);
    })
    // Not before: a change while the first run is on must not go unseen.
    .on('ready', once);
  // A folder that goes away and comes back at once can be lost on the watcher.
  const looking = lookMs === undefined ? undefined : setInterval(once, lookMs);
  await until;
  clearInterval(looking);
  clearTimeout(timer);
  await watcher.close();
  await running;
}
