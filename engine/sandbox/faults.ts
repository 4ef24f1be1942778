import type { SandboxFile } from '../types.ts';
import { compileAnswer, type MakeAnswer } from './answer.ts';

/** What an armed fault does to a request: waits, then cuts the connection, answers in its place or lets it through. */
export interface Fault {
  delayMs: number;
  reset: boolean;
  answer: MakeAnswer | undefined;
}

export interface Faults {
  names: string[];
  /** Makes the next `times` requests whose path contains `path` fail; a name that is not known does nothing. */
  arm(name: string, times: number, path: string): void;
  disarm(): void;
  /** The fault due for a request, if any, the one armed first before others; uses it up. */
  take(path: string): Fault | undefined;
}

export function compileFaults(definitions: SandboxFile['faults'] = {}): Faults {
  const faults = new Map(
    Object.entries(definitions).map(([name, definition]) => [name, compileFault(definition)]),
  );
  let armed: { fault: Fault; left: number; path: string }[] = [];
  return {
    names: [...faults.keys()],
    arm(name, left, path) {
      const fault = faults.get(name);
      if (fault) armed.push({ fault, left, path });
    },
    disarm() {
      armed = [];
    },
    take(path) {
      const due = armed.find((entry) => path.includes(entry.path));
      if (!due) return undefined;
      due.left -= 1;
      armed = armed.filter(({ left }) => left > 0);
      return due.fault;
    },
  };
}

function compileFault({
  delay_ms: delayMs = 0,
  reset = false,
  ...answer
}: NonNullable<SandboxFile['faults']>[string]): Fault {
  const answers = Object.keys(answer).length > 0;
  return { delayMs, reset, answer: answers ? compileAnswer(answer) : undefined };
}
