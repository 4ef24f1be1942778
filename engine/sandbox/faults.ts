import type { SandboxFile } from '../types.ts';
import { compileAnswer, type MakeAnswer } from './answer.ts';

/** What an armed fault does to a request: waits, cuts the connection, or answers in its place. */
export interface Fault {
  delayMs: number;
  reset: boolean;
  answer?: MakeAnswer;
}

export interface Faults {
  names: string[];
  /** Makes the next `times` requests whose path contains `path` fail. False when there is no such fault. */
  arm(name: string, times: number, path: string): boolean;
  disarm(): void;
  /** The fault due for a request, if any; uses it up. */
  take(path: string): Fault | undefined;
}

export function compileFaults(definitions: SandboxFile['faults'] = {}): Faults {
  const faults = new Map(
    Object.entries(definitions).map(
      ([name, { delay_ms: delayMs = 0, reset = false, ...answer }]): [string, Fault] => {
        return [
          name,
          { delayMs, reset, ...(Object.keys(answer).length > 0 && { answer: compileAnswer(answer) }) },
        ];
      },
    ),
  );
  let armed: { fault: Fault; left: number; path: string }[] = [];
  return {
    names: [...faults.keys()],
    arm(name, left, path) {
      const fault = faults.get(name);
      if (fault) armed.push({ fault, left, path });
      return fault !== undefined;
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
