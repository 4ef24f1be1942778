import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rules } from '../../engine/lint/index.ts';
import { toTool } from '../../engine/mcp/tool.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import { formatReference } from '../../engine/schema/reference.ts';
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
    ['integrations/integration.schema.json', `${JSON.stringify(editorSchema(), null, 2)}\n`],
    ['integrations/README.md', `${HEADER}\n${formatReference()}\n${ruleTable()}`],
    ...toolSnapshots(),
  ]);
}

function ruleTable(): string {
  const rows = rules.map(
    ({ name, severity, description }) =>
      `| \`${name}\` | ${severity} | ${description.replaceAll('|', '\\|')} |`,
  );
  return `## Rules of \`ymcp validate\`\n\nBeside YAML syntax and the tables above:\n\n| rule | severity | what it asks for |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

const INTEGRATIONS = resolve(import.meta.dirname, '../../integrations');

/** What models see of each integration, so that every change to it shows in a diff. */
function toolSnapshots(): [string, string][] {
  return readdirSync(INTEGRATIONS)
    .filter((name) => statSync(join(INTEGRATIONS, name)).isDirectory())
    .map((name) => {
      const tools = compileOperations(integrationAt(join(INTEGRATIONS, name))).map(toTool);
      return [`test/snapshots/${name}.tools.json`, `${JSON.stringify(tools, null, 2)}\n`];
    });
}
