import { watch } from 'chokidar';
import { FindingsError, UsageError } from './errors.ts';
import { untilStopped } from './stop.ts';
import { printError } from './terminal.ts';

/** Milliseconds of quiet after which a burst of changes is over. */
const QUIET_MS = 50;

/** Does something now and after every change under these paths, until the process is asked to end; what it finds wrong is printed. */
export async function watchFiles(paths: readonly string[], act: () => Promise<void>): Promise<void> {
  let running = Promise.resolve();
  const once = () => {
    running = running.then(act).catch((error) => {
      if (!(error instanceof FindingsError || error instanceof UsageError)) throw error;
      printError(error.message);
    });
  };
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...paths], { ignoreInitial: true })
    .on('all', () => {
      clearTimeout(timer);
      timer = setTimeout(once, QUIET_MS);
    })
    // Not before: a change while the first run is on must not go unseen.
    .on('ready', once);
  await untilStopped();
  clearTimeout(timer);
  await watcher.close();
  await running;
}
