import type { Stats } from 'node:fs';

/** Whether a file or folder is this user's, and nobody else can have written it; Windows keeps others out of the folder by itself. */
export const isOwn = ({ uid, mode }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
