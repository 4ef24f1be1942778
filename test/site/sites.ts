import { describeIntegration, type SiteIntegration } from '../../cli/site/site.ts';
import { casesFrom } from '../support/cases.ts';

const HOSTILE = `
ymcp: 1
name: hostile
label: 'A "quoted" <b>label</b>'
description: '<script>globalThis.isHacked = 1</script> & more'
docs: 'javascript:globalThis.isHacked=1'
base_url: https://api.example.com
lint: { secret-in-yaml: off }
account:
  required: [token]
  properties:
    token: { type: string, writeOnly: true, default: default-secret-1, description: '<img src=x onerror="globalThis.isHacked=1">' }
auth: { type: headers, headers: { X-Key: written-secret-1, X-Token: "{{$account.token}}" } }
instructions: |
  # No heading

  <iframe src="https://evil.example"></iframe> and [a link](javascript:globalThis.isHacked=1) and ![a picture](https://evil.example/x.png)

  - **bold** and \`hostile_things_do\`, see [the docs](https://example.com/?a=1&b=2)
resources:
  things:
    methods:
      do:
        description: '</title></p><script>globalThis.isHacked = 1</script> Use it before hostile_things_do_more.'
        request: POST /things/{id}
        tool: hostile_things_do
        source: { status: observed, url: 'javascript:globalThis.isHacked=1', note: '<b>note</b>' }
        parameters:
          id: { type: string, description: '"><script>globalThis.isHacked = 1</script>', enum: ['</code><script>1</script>'] }
          password: { type: string, writeOnly: true, default: default-secret-2, description: A secret. }
      do_more: { description: More of it., request: POST /more, tool: hostile_things_do_more }
`;

const HOSTILE_CASES = `
method: things.do
cases:
  - name: '</p><script>globalThis.isHacked = 1</script>'
    arguments: { id: '</code><script>1</script>', password: case-secret-1 }
    exchanges: [{ request: POST /things/1, respond: { body: {} } }]
    result: { text: '</code><script>globalThis.isHacked = 1</script>', cursor: "{{$length($) = 76}}" }
`;

/** An integration whose every text tries to become part of the page. */
export const hostileSite = (): Promise<SiteIntegration> =>
  siteFrom({
    'integration.yaml': HOSTILE.slice(0, HOSTILE.indexOf('resources:')),
    'resources/things.yaml': `resource: things\n${HOSTILE.slice(HOSTILE.indexOf('    methods:')).replaceAll(/^ {4}/gm, '')}`,
    'cases/things.yaml': HOSTILE_CASES,
  });

/** An integration of so many tools, fifty to a resource. */
export function largeSite(tools: number): Promise<SiteIntegration> {
  const method = (_: unknown, index: number) =>
    `      read_${index}: { description: Reads report ${index}., request: "GET /reports/${index}/{id}", parameters: { id: { type: integer, description: Number of the report. } } }`;
  const resource = (_: unknown, index: number) =>
    `  reports_${index}:\n    methods:\n${Array.from({ length: 50 }, method).join('\n')}`;
  const resources = Array.from({ length: tools / 50 }, resource).join('\n');
  return siteFrom({
    'large.yaml': `ymcp: 1\nname: large\nlabel: Large\nbase_url: https://api.example.com\nresources:\n${resources}\n`,
  });
}

async function siteFrom(files: Readonly<Record<string, string>>): Promise<SiteIntegration> {
  const { integration, cases } = casesFrom(files);
  return describeIntegration(integration, cases, async (text) => Math.ceil(text.length / 4));
}
