import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds once before all tests, since the command-line tests run the program as it is shipped. */
export default function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
