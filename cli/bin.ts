#!/usr/bin/env node
import { keepCompiled } from './compiled.ts';
import { answerFor, keptSpec } from './completion/answer.ts';

/** What a shell wants completed, after `__complete --`; answered from what was kept, as a person waits for every key. */
const [command, dashes, ...words] = process.argv.slice(2);
const spec = command === '__complete' && dashes === '--' ? keptSpec() : undefined;

if (spec) process.stdout.write(await answerFor(spec, words));
else {
  keepCompiled();
  await import('./main.ts');
}
