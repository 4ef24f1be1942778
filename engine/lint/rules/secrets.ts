import { parseRequestLine } from '../../http/request-line.ts';
import { isObject } from '../../json.ts';
import type { CheckedFile } from '../../schema/model.ts';
import { pathOf } from '../../schema/pointer.ts';
import type { Path, Source } from '../../yaml/source.ts';
import { followedCode } from '../followed.ts';
import type { Finding, Rule } from '../rule.ts';
import { isSecretKey, isStandIn, looksRandom, secretIn } from '../secrets.ts';

const REMEDY =
  'declare a setting under `account:` with `writeOnly: true` and write `{{$account.<name>}}`; a real one that was committed must be revoked.';

const STAND_IN =
  'put a stand-in that says so, such as `rehearsal-only`; a real one that was committed must be revoked.';

export const secretInYaml: Rule = {
  name: 'secret-in-yaml',
  isPerFile: true,
  severity: 'error',
  findsSecrets: true,
  description:
    'No credential stands in YAML: not as a value of `auth:`, a header or a default, and in cases and the sandbox not unless it is plainly a stand-in, such as `rehearsal-only`.',
  check({ files, integration }, report) {
    const settings = integration?.account?.properties ?? {};
    for (const { source, kind } of files)
      for (const [path, text] of stringsIn(source.data)) {
        const found = secretIn(text) ?? randomSecret(path, text, settings);
        const remedy = kind === 'case_file' || kind === 'sandbox_file' ? STAND_IN : REMEDY;
        if (found) report({ source, path, ...found, message: `this looks like ${found.what}; ${remedy}` });
      }
    for (const file of files) for (const finding of literalCredentials(file)) report(finding);
    const entry = files.find(({ kind }) => kind === 'integration_file')?.source;
    for (const [name, setting] of Object.entries(settings))
      if (entry && setting.writeOnly && setting.default !== undefined)
        report({
          source: entry,
          path: ['account', 'properties', name, 'default'],
          message: `a secret has no default; leave it out, and list \`${name}\` under \`required:\`.`,
        });
  },
};

function randomSecret(path: Path, text: string, settings: Readonly<Record<string, { writeOnly?: boolean }>>) {
  const [parent, key] = [path.at(-2), String(path.at(-1))];
  const isSecret = isSecretKey(key) || (parent === 'account' && settings[key]?.writeOnly === true);
  if (!isSecret || !looksRandom(text) || isStandIn(text)) return undefined;
  return { what: 'a secret', offset: 0, length: text.length };
}

/** What an API gets as a credential comes from a setting; whatever is written out instead is one. */
function literalCredentials({ source, kind, sites }: CheckedFile): Finding[] {
  if (kind !== 'integration_file' && kind !== 'resource_file') return [];
  return sites
    .filter((site) => site.kind === 'template')
    .flatMap(({ pointer, value }) => [...stringsIn(value, pathOf(pointer))])
    .filter(
      ([path, text]) => isCredentialPlace(path) && text !== '' && !text.includes('{{') && !isStandIn(text),
    )
    .filter(([path, text]) => secretIn(text) === undefined && !randomSecret(path, text, {}))
    .map(([path]) => ({ source, path, message: `a credential is written out here; ${REMEDY}` }));
}

const isCredentialPlace = (path: Path): boolean => {
  const key = String(path.at(-1));
  return isSecretKey(key) || (path[0] === 'auth' && key === 'key');
};

function* stringsIn(value: unknown, path: Path = []): Generator<[Path, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value))
    for (const [index, one] of value.entries()) yield* stringsIn(one, [...path, index]);
  else if (isObject(value))
    for (const [key, one] of Object.entries(value)) yield* stringsIn(one, [...path, key]);
}

export const secretInUrl: Rule = {
  name: 'secret-in-url',
  severity: 'warning',
  description:
    'No secret goes into a URL, which proxies and servers log: not an API key `in: query`, not a `writeOnly` setting in `base_url` or `query:`, not a `writeOnly` parameter in the path or the query.',
  check(subject, report) {
    const { files, integration, methods } = subject;
    const entry = files.find(({ kind }) => kind === 'integration_file')?.source;
    if (entry && integration?.auth?.type === 'api_key' && integration.auth.in === 'query')
      report({
        source: entry,
        path: ['auth', 'in'],
        message: 'a key in the query is logged with every URL; use `in: header` if the API takes it there.',
      });
    const isSecret = (name: string) => integration?.account?.properties[name]?.writeOnly === true;
    for (const { file, path, offset, rest, finds } of followedCode(subject))
      for (const { name, within, offset: at } of isInUrl(rest) ? finds : [])
        if (within.origin === 'account' && isSecret(name))
          report({
            source: file,
            path,
            offset: offset + at,
            length: name.length,
            message: `\`${name}\` is a secret, and URLs are logged; send it in a header or the body if the API takes it there.`,
          });
    for (const { definition, source, path } of methods)
      for (const name of secretParameters(definition))
        report(inUrl(source, [...path, 'parameters', name], name));
  },
};

const inUrl = (source: Source, path: Path, name: string): Finding => ({
  source,
  path,
  part: 'key',
  message: `the parameter \`${name}\` is \`writeOnly\` but goes into the URL, and URLs are logged; send it in a header or the body if the API takes it there.`,
});

/** Whether what stands at this place becomes part of a URL. */
const isInUrl = (rest: Path): boolean =>
  rest[0] === 'base_url' ||
  rest[0] === 'query' ||
  (rest[1] === 'login' && (rest[2] === 'request' || rest[2] === 'query'));

function secretParameters({
  request,
  parameters = {},
}: {
  request: string;
  parameters?: Record<string, { writeOnly?: boolean; in?: string }>;
}) {
  const { verb, pathParameters } = parseRequestLine(request);
  const byDefault = verb === 'GET' || verb === 'HEAD' || verb === 'DELETE' ? 'query' : 'body';
  return Object.entries(parameters)
    .filter(
      ([name, { writeOnly, in: place = byDefault }]) =>
        writeOnly && (pathParameters.includes(name) || place === 'query'),
    )
    .map(([name]) => name);
}
