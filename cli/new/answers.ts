import {
  authTypes,
  completeAuth,
  humanise,
  parseValue,
  questionsFor,
  setKey,
} from '../../engine/suggest/auth.ts';
import { type Endpoint, identifier, parseEndpoint } from '../../engine/suggest/endpoint.ts';
import { UsageError } from '../errors.ts';
import type { Ask } from './ask.ts';
import { pairsOf, settingsOf } from './flags.ts';

export interface NewOptions {
  baseUrl?: string;
  label?: string;
  docs?: string;
  auth?: string;
  set: string[];
  endpoint?: string;
  sample?: string;
  fetch?: boolean;
  body?: string;
  argument: string[];
  into: string;
  singleFile?: boolean;
  keepPeople?: boolean;
  yes?: boolean;
}

/** Where the first answer comes from. */
export type SampleSource = { from: 'api' } | { from: 'file'; path: string } | { from: 'nowhere' };

export interface Answers {
  name: string;
  label: string;
  baseUrl: string;
  docs: string | undefined;
  auth: Record<string, unknown>;
  pagination: Record<string, unknown> | undefined;
  endpoint: Endpoint;
  sample: SampleSource;
  arguments: Record<string, unknown>;
}

const NAME = /^[a-z][a-z0-9_-]*$/;

/** What is to be written, from flags and, where someone is there, from answers. */
export async function gather(
  given: string | undefined,
  options: NewOptions,
  ask: Ask | undefined,
): Promise<Answers> {
  const set = settingsOf(options.set);
  const baseUrl = await baseUrlOf(options, ask);
  const name = await nameOf(given, baseUrl, ask);
  const auth = await authOf(options.auth, set.auth, ask);
  const endpoint = await endpointOf(options.endpoint, ask);
  return {
    name,
    label: options.label ?? humanise(name.replaceAll('-', '_')),
    baseUrl,
    docs: options.docs,
    auth,
    pagination: set.pagination,
    endpoint,
    sample: await sampleOf(options, endpoint, ask),
    arguments: pairsOf(options.argument, '--argument'),
  };
}

async function baseUrlOf({ baseUrl }: NewOptions, ask: Ask | undefined): Promise<string> {
  const url =
    baseUrl ??
    (await ask?.text({
      message: 'Base URL of the API: what all its paths have in front',
      example: 'https://api.example.com/v1',
      check: baseUrlProblem,
    }));
  if (url === undefined) throw lacking('--base-url https://api.example.com/v1');
  const problem = baseUrlProblem(url);
  if (problem) throw new UsageError(problem);
  return url.replace(/\/$/, '');
}

function baseUrlProblem(url: string): string | undefined {
  const filled = url.replace(/\{\{[^}]*\}\}/g, 'x');
  if (/^(https?:\/\/|\{\{)\S+$/.test(url) && (url.startsWith('{{') || URL.canParse(filled))) return undefined;
  return `\`${url}\` is no base URL; expected one that starts with https://, such as https://api.example.com/v1.`;
}

async function nameOf(given: string | undefined, baseUrl: string, ask: Ask | undefined): Promise<string> {
  const usual = nameFrom(baseUrl);
  const name =
    given ??
    (await ask?.text({ message: 'Short name, for the command line', usual, check: nameProblem })) ??
    usual;
  const problem = nameProblem(name);
  if (problem) throw new UsageError(problem);
  return name;
}

const nameProblem = (name: string): string | undefined =>
  NAME.test(name)
    ? undefined
    : `\`${name}\` is no name; expected lower-case letters, digits, hyphens and underscores, starting with a letter.`;

/** `shop` of `https://api.shop.example/v1`. */
function nameFrom(baseUrl: string): string {
  const host = /^https?:\/\/([^/:]+)/.exec(baseUrl)?.[1] ?? '';
  const words = host.split('.').filter((word) => !/^(api|www|rest|\{\{.*)$/.test(word));
  const own = words.length > 1 ? words[words.length - 2] : words[0];
  return own === undefined || /^\d/.test(own) ? 'my-api' : identifier(own);
}

async function authOf(
  given: string | undefined,
  set: Readonly<Record<string, unknown>> = {},
  ask: Ask | undefined,
): Promise<Record<string, unknown>> {
  const type =
    given ??
    (await ask?.select(
      'How do requests show who is asking?',
      authTypes.map(({ type: value, description: hint }) => ({ value, hint })),
    )) ??
    'none';
  const block: Record<string, unknown> = structuredClone({ ...set });
  // One answer can make further keys necessary, as a grant of OAuth does.
  for (let rest = questionsFor(type, block); rest.length > 0; rest = questionsFor(type, block)) {
    const [question] = rest;
    const { key = '', description = '', choices, usual, example } = question ?? {};
    if (ask && choices)
      setKey(
        block,
        key,
        await ask.select(
          `auth.${key}: ${description}`,
          choices.map((value) => ({ value })),
        ),
      );
    else if (ask && usual === undefined)
      setKey(block, key, parseValue(await ask.text({ message: `auth.${key}: ${description}`, example })));
    else if (usual !== undefined) setKey(block, key, usual);
    else throw lackingKeys(type, rest);
  }
  return completeAuth(type, block);
}

const lackingKeys = (type: string, questions: ReturnType<typeof questionsFor>) =>
  new UsageError(
    `auth of type \`${type}\` needs more:\n${questions
      .filter(({ usual }) => usual === undefined)
      .map(({ key, description, example }) => `  --set 'auth.${key}=${example ?? '…'}'  ${description}`)
      .join('\n')}`,
  );

async function endpointOf(given: string | undefined, ask: Ask | undefined): Promise<Endpoint> {
  const line =
    given ??
    (await ask?.text({
      message: 'One endpoint to begin with, best one that lists something',
      example: 'GET /contacts',
      check: (text) => (parseEndpoint(text) ? undefined : endpointProblem(text)),
    }));
  if (line === undefined) throw lacking('--endpoint "GET /contacts"');
  const endpoint = parseEndpoint(line);
  if (!endpoint) throw new UsageError(endpointProblem(line));
  return endpoint;
}

const endpointProblem = (text: string): string =>
  `\`${text}\` is no endpoint; expected a verb and a path after the base URL, such as \`GET /contacts?limit=50\`.`;

async function sampleOf(
  { sample, fetch }: NewOptions,
  { verb }: Endpoint,
  ask: Ask | undefined,
): Promise<SampleSource> {
  if (sample !== undefined && fetch)
    throw new UsageError('--sample and --fetch exclude each other; the answer comes from one of them.');
  const reads = verb === 'GET' || verb === 'HEAD';
  if (fetch && !reads)
    throw new UsageError(
      `--fetch is for reading; a ${verb} would change something. Give an answer with --sample.`,
    );
  if (sample !== undefined) return { from: 'file', path: sample };
  if (fetch) return { from: 'api' };
  if (!ask) return { from: 'nowhere' };
  const from = await ask.select('An answer of the API, to suggest a mapping from', [
    ...(reads ? [{ value: 'api' as const, hint: 'make the request now' }] : []),
    { value: 'file' as const, hint: 'one that you have as JSON' },
    { value: 'nowhere' as const, hint: 'no mapping; the answer passes as it is' },
  ]);
  if (from !== 'file') return { from };
  return { from, path: await ask.text({ message: 'The file', example: 'contacts.json' }) };
}

const lacking = (flag: string) => new UsageError(`there is nobody to ask, so say it: ${flag}`);
