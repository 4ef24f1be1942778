import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contractOf, formatContract } from '../../engine/contract/contract.ts';
import { adjustableRules, knownRules } from '../../engine/lint/catalog.ts';
import { kindOf } from '../../engine/load/files.ts';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import { collectExamples, type Examples } from '../../engine/schema/examples.ts';
import { formatReference } from '../../engine/schema/reference.ts';
import { parseSource } from '../../engine/yaml/source.ts';
import { integrationAt } from '../support/integration.ts';
import { generateTypes } from './types.ts';

const HEADER = `<!-- Generated from the format schema by \`npm run generate\`; do not edit. -->

# The integration format

An integration describes one REST API. It is a folder with \`integration.yaml\`, \`resources/*.yaml\` and perhaps
\`sandbox.yaml\`, or a single file with \`resources:\` inside. \`ymcp validate\` checks it; editors that read
\`# yaml-language-server: $schema=…/integration.schema.json\` complete it.

**The request side is templates, the response side is expressions.** A template is literal but for \`{{ jsonata }}\`; one
that is a single placeholder keeps the value's type, and one that comes out undefined drops its key. An expression is
[JSONata](https://docs.jsonata.org) as a whole. **Path parameters are \`{name}\`** and always percent-encoded.

On the request side \`$\` is the tool's arguments and \`$account\` the account's settings; on the response side \`$\` is the
response body, with \`$arguments\`, \`$status\` and \`$headers\`. Beside JSONata's functions there are \`$hash(text, algorithm?, encoding?)\` and
\`$hmac(text, key, algorithm?, encoding?)\` (sha256 in hexadecimal unless told otherwise), \`$base64url(text)\` and \`$uuid()\`.

A star marks keys that must be given.
`;

/** Every generated file of the project by path, with the text it should have. */
export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([
    ['engine/types.ts', await generateTypes()],
    ['integrations/integration.schema.json', `${JSON.stringify(editorSchema(adjustableRules), null, 2)}\n`],
    ['integrations/README.md', `${HEADER}\n${formatReference(examplesOfTheFormat())}\n${ruleTable()}`],
    ...contracts(),
  ]);
}

const RULES = `## Rules of \`ymcp validate\`

Severity and exceptions are the integration's own: \`lint: { missing-description: off }\` in \`integration.yaml\` sets a rule for all of it, and
\`# ymcp-ignore missing-description: why\` on a line or above it makes an exception there; the reason is required. What rules marked
"always" find cannot run, so they can be neither set nor ignored.

| rule | severity | what it asks for |
| --- | --- | --- |
`;

function ruleTable(): string {
  const rows = knownRules.map(
    ({ name, severity, description, isFirm }) =>
      `| \`${name}\` | ${severity}${isFirm ? ', always' : ''} | ${description.replaceAll('|', '\\|')} |`,
  );
  return `${RULES}${rows.join('\n')}\n`;
}

const INTEGRATIONS = resolve(import.meta.dirname, '../../integrations');

/** What clients rely on of each integration, so that every change to it shows in a diff. */
function contracts(): [string, string][] {
  return readdirSync(INTEGRATIONS)
    .filter((name) => statSync(join(INTEGRATIONS, name)).isDirectory())
    .map((name) => {
      const contract = contractOf(integrationAt(join(INTEGRATIONS, name)));
      return [`integrations/${name}/contract.json`, formatContract(contract)];
    });
}

const EXAMPLES = resolve(import.meta.dirname, '../examples');

/** The example files, each a whole integration: a folder, or a file. */
export const exampleIntegrations = (): string[] => readdirSync(EXAMPLES).map((name) => join(EXAMPLES, name));

/** An example for every key of the format, taken from files that the tests load. */
export function examplesOfTheFormat(): Examples {
  const examples: Examples = new Map();
  for (const file of readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const kind = kindOf(file.replace(/^[^/]+\//, ''), !file.includes('/'));
    const { data } = parseSource(file, readFileSync(join(EXAMPLES, file), 'utf8'));
    if (kind) collectExamples(kind, data, examples);
  }
  return examples;
}
