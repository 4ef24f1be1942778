import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { caseFrom, caseFromAnswer } from '../../engine/cases/record.ts';
import { runCase } from '../../engine/cases/run.ts';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import type { LocatedIntegration } from '../../engine/schema/model.ts';
import { authTypes } from '../../engine/suggest/auth.ts';
import { type IntegrationPlan, type SuggestedFile, suggestFiles } from '../../engine/suggest/integration.ts';
import { type SuggestedMethod, suggestMethod } from '../../engine/suggest/method.ts';
import { writeYaml } from '../../engine/yaml/write.ts';
import { FindingsError } from '../errors.ts';
import { type Answers, gather, type NewOptions } from '../new/answers.ts';
import { type Ask, openAsk } from '../new/ask.ts';
import { placeFor, writeFiles } from '../new/files.ts';
import { report } from '../new/report.ts';
import { fetchSample, readBody, readSample, type Sample } from '../new/sample.ts';
import { shown } from '../read-files.ts';
import { printError, printLine } from '../terminal.ts';

const collect = (value: string, earlier: string[]) => [...earlier, value];
const MODELINE = ' yaml-language-server: $schema=../../integration.schema.json';

export function addNew(program: Command): void {
  program
    .command('new')
    .description('write an integration for an API; asks for what is not given')
    .argument('[name]', 'short name; from the base URL when left out')
    .option('--base-url <url>', 'what all paths of the API have in front')
    .option('--label <text>', 'name for people; tool names derive from it')
    .option('--docs <url>', "where the API's own documentation is")
    .addOption(
      new Option('--auth <type>', 'how credentials go on a request').choices(
        authTypes.map(({ type }) => type),
      ),
    )
    .option('--set <key=value>', 'a key of `auth` or `pagination`: auth.name=X-Api-Key', collect, [])
    .option('--endpoint <line>', 'verb and path of one endpoint: "GET /contacts?limit=50"')
    .option('--sample <file>', 'an answer of the endpoint, as JSON; - for stdin')
    .option('--fetch', 'make the request now, as the account of the environment, and go by the answer')
    .option('--body <json|file>', 'a request body that the endpoint takes')
    .option('--argument <key=value>', 'value of a path parameter', collect, [])
    .option('--into <folder>', 'where integrations are', 'integrations')
    .option('--single-file', 'one file instead of a folder; without a case')
    .option('--keep-people', 'keep addresses and telephone numbers in the case as they are')
    .option('-y, --yes', 'ask nothing')
    .action(async (given: string | undefined, options: NewOptions) => {
      const ask = options.yes ? undefined : await openAsk();
      const answers = await gather(given, options, ask);
      const isSingle = options.singleFile === true;
      const place = placeFor(answers.name, options.into, isSingle);
      const body = options.body === undefined ? undefined : readBody(options.body);
      const sample = await sampleOf(answers, body, ask);
      const method = suggestMethod({ ...answers, answer: sample?.answer, body });
      const plan: IntegrationPlan = { ...answers, method };
      const files = suggestFiles(plan, isSingle);
      const integration = checked(files);
      const cases = isSingle
        ? 'a case needs a folder; a single file has none.'
        : await caseOf(integration, method, sample, options);
      const all = typeof cases === 'string' ? files : [...files, ...cases];
      const written = writeFiles(place, all);
      const isKnown = basename(place.library) === 'integrations' && shown(place.library) === 'integrations';
      printLine(
        report({
          integration,
          method,
          pagination: answers.pagination ?? method.pagination,
          files: written,
          target: isKnown ? answers.name : shown(place.path),
          noCase: typeof cases === 'string' ? cases : undefined,
        }),
      );
    });
}

async function sampleOf(answers: Answers, body: unknown, ask: Ask | undefined): Promise<Sample | undefined> {
  const { sample, endpoint } = answers;
  if (sample.from === 'nowhere') return undefined;
  if (sample.from === 'file') return readSample(sample.path);
  // Called under a name of its own, so that it is no list yet and its whole answer is seen.
  const method = {
    ...suggestMethod({ ...answers, endpoint: { ...endpoint, method: 'sample' }, body }),
    name: 'sample',
  };
  const integration = checked(suggestFiles({ ...answers, method }, false));
  return fetchSample(integration, method.arguments, ask);
}

/** The integration that the files make; what was given on the command line may be wrong in them. */
function checked(files: readonly SuggestedFile[]): LocatedIntegration {
  const { integration, diagnostics } = load(files);
  if (integration) return integration;
  for (const diagnostic of diagnostics) printError(formatDiagnostic(diagnostic));
  throw new FindingsError('nothing was written: what was given makes no correct integration.');
}

const load = (files: readonly SuggestedFile[]) =>
  loadIntegration(files.map(({ name, text }) => ({ name, label: name, bytes: Buffer.from(text) })));

/** A case that passes, as files; or why there is none. */
async function caseOf(
  integration: LocatedIntegration,
  method: SuggestedMethod,
  sample: Sample | undefined,
  { keepPeople }: NewOptions,
): Promise<SuggestedFile[] | string> {
  if (!sample) return 'there is no case yet; record one with `ymcp record`.';
  const tool = integration.methods[0]?.tool ?? '';
  const options = {
    name: method.list ? 'a first page' : 'a first answer',
    tool,
    arguments: method.arguments,
    setup: undefined,
    keepsPeople: keepPeople === true,
  };
  const made = sample.call
    ? await caseFrom(integration, options, sample.call)
    : await caseFromAnswer(integration, options, sample.answer);
  const { method: called, ...definition } = made.case;
  const files = [
    { name: 'cases/setup.yaml', text: writeYaml({ setup: made.setup }, MODELINE) },
    { name: `cases/${called}.yaml`, text: writeYaml({ method: called, cases: [definition] }, MODELINE) },
  ];
  const problem = await problemWith(integration, files, definition.error !== undefined);
  return problem ?? files;
}

async function problemWith(
  integration: LocatedIntegration,
  files: readonly SuggestedFile[],
  hasFailed: boolean,
): Promise<string | undefined> {
  const because = 'there is no case: ';
  if (hasFailed)
    return `${because}the call cannot be rehearsed from this sample; record one with \`ymcp record\`.`;
  const parts = suggestedAgain(integration);
  const { cases } = load([...parts, ...files]);
  for (const one of cases)
    if (!(await runCase(integration, one)).passed)
      return `${because}it would differ from run to run; record one with \`ymcp record\`.`;
  return undefined;
}

/** The files of an integration as they were loaded. */
const suggestedAgain = ({ source, methods }: LocatedIntegration): SuggestedFile[] =>
  [source, ...new Set(methods.map((one) => one.source))].map(({ file: name, text }) => ({ name, text }));
