import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

/** People 1 to 5, of whom 3 cannot be written to; jobs that are done when they have been looked at three times. */
function api(): Answer {
  const looks = new Map<string, number>();
  return ({ verb, path, body }, response) => {
    if (path.startsWith('/people'))
      return json(response, 200, { data: [1, 2, 3, 4, 5].map((id) => ({ id, active: id !== 5 })) });
    if (path === '/jobs') return json(response, 202, { job: 'j1' });
    if (path.startsWith('/jobs/')) {
      looks.set(path, (looks.get(path) ?? 0) + 1);
      return json(response, 200, { state: (looks.get(path) ?? 0) >= 3 ? 'done' : 'running', file: 'f.csv' });
    }
    if (verb === 'POST' && path === '/letters/3') return json(response, 422, { error: 'no address' });
    json(response, 200, { sent: path, text: body === '' ? undefined : JSON.parse(body).text });
  };
}

async function open(chain: string) {
  upstream = await startUpstream(api());
  const yaml = `
ymcp: 1
name: post
label: Post
base_url: ${upstream.url}
resources:
  people: { methods: { list: { request: GET /people, response: { items: data } } } }
  letters:
    methods:
      create: { request: "POST /letters/{id}", parameters: { id: { type: integer }, text: { type: string } } }
    chains:
      run:
        description: Does it.
        parameters: { text: { type: string, default: hello }, ask: { type: boolean, default: true } }
${chain.replace(/^/gm, '        ')}
  jobs: { methods: { create: POST /jobs, get: "GET /jobs/{id}" } }
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (args: Record<string, unknown> = {}, signal?: AbortSignal) =>
    catalog.call('post_letters_run', args, { ...(signal && { signal }) });
}
const value = (outcome: Outcome) =>
  'error' in outcome ? { code: outcome.error.code, message: outcome.error.message } : outcome.value;
const letters = () =>
  upstream.received
    .filter(({ path }) => path.startsWith('/letters'))
    .map(({ path }) => Number(path.split('/').pop()));

const LIST = '- { name: people, method: people.list }';

describe('steps', () => {
  test('each has the results of those before it, and the result is made of all', async () => {
    const call = await open(`steps:
  ${LIST}
  - { name: letter, method: letters.create, arguments: { id: "{{$steps.people.result[0].id}}", text: "{{text}}" } }
result: '{"people": people.result_count, "text": letter.text, "asked": $arguments.text}'`);
    expect(value(await call({ text: 'dear' }))).toEqual({ people: 5, text: 'dear', asked: 'dear' });
  });

  test('without `result` the last step is the result', async () => {
    const call = await open(`steps:\n  - { name: letter, method: letters.create, arguments: { id: 7 } }`);
    expect(value(await call())).toEqual({ sent: '/letters/7' });
  });

  test('a step whose `when` is false is left out', async () => {
    const call = await open(`steps:
  ${LIST}
  - { name: letter, method: letters.create, when: "$arguments.ask", arguments: { id: 1 } }
result: '{"letter": $exists(letter)}'`);
    expect(value(await call({ ask: false }))).toEqual({ letter: false });
    expect(letters()).toEqual([]);
  });

  test('bad arguments are refused before anything is sent, also those that a step makes', async () => {
    const call = await open(
      `steps:\n  - { name: letter, method: letters.create, arguments: { id: "{{text}}" } }`,
    );
    expect(value(await call({ txt: 'x' }))).toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringContaining('did you mean `text`'),
    });
    expect(value(await call())).toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringMatching(/^step `letter`: `id` is a string/),
    });
    expect(upstream.received).toEqual([]);
  });

  test('a chain that fails after it changed something says what has taken effect', async () => {
    const call = await open(`steps:
  - { name: first, method: letters.create, arguments: { id: 1 } }
  - { name: second, method: letters.create, arguments: { id: 3 } }
  - { name: third, method: letters.create, arguments: { id: 4 } }`);
    expect(value(await call())).toMatchObject({
      complete: false,
      failed_step: 'second',
      error: { code: 'rejected' },
      steps: { first: { sent: '/letters/1' } },
    });
    expect(letters()).toEqual([1, 3]);
  });

  test('a step may fail when the YAML says so', async () => {
    const call = await open(`steps:
  - { name: first, method: letters.create, arguments: { id: 3 }, on_error: continue }
  - { name: second, method: letters.create, arguments: { id: 4 } }
result: '{"error": first.error.code, "second": second.sent}'`);
    expect(value(await call())).toEqual({ error: 'rejected', second: '/letters/4' });
  });
});

describe('fan-out', () => {
  const fan = (policy: string) => `steps:
  ${LIST}
  - { name: letters, method: letters.create, for_each: "$steps.people.result[active]", concurrency: 1, on_error: ${policy}, arguments: { id: "{{$item.id}}", text: "number {{$index}}" } }
result: '{"results": [letters]}'`;

  test('takes the step once per element, and reports each', async () => {
    const call = await open(fan('continue'));
    const { results } = value(await call()) as { results: Record<string, unknown>[] };
    expect(results.map((one) => one.text ?? (one.error as { code: string }).code)).toEqual([
      'number 0',
      'number 1',
      'rejected',
      'number 3',
    ]);
  });

  test('stops at the first failure unless told otherwise', async () => {
    const call = await open(fan('stop'));
    const { results } = value(await call()) as { results: { error?: { code: string } }[] };
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'rejected', 'not_sent']);
    expect(letters()).toEqual([1, 2, 3]);
  });

  test('over nothing is an empty list', async () => {
    const call = await open(fan('stop').replace('result[active]', 'result[id > 9]'));
    expect(value(await call())).toEqual({ results: [] });
  });
});

describe('waiting', () => {
  const wait = (seconds: number) => `steps:
  - { name: job, method: jobs.create }
  - { name: file, method: jobs.get, arguments: { id: "{{$steps.job.job}}" }, until: "state = 'done'", every_seconds: 0.02, for_seconds: ${seconds} }
result: '{"file": file.file}'`;

  test('repeats a call until its result says that the job is done', async () => {
    const call = await open(wait(5));
    expect(value(await call())).toEqual({ file: 'f.csv' });
    expect(upstream.received.map(({ path }) => path)).toEqual(['/jobs', '/jobs/j1', '/jobs/j1', '/jobs/j1']);
  });

  test('ends when it takes too long', async () => {
    const call = await open(wait(0.03));
    expect(value(await call())).toMatchObject({
      failed_step: 'file',
      error: { code: 'timeout', message: expect.stringContaining('Look again later') },
    });
  });
});

test('a dry run reads what it must and describes what it would change', async () => {
  const call = await open(`steps:
  ${LIST}
  - { name: letter, method: letters.create, arguments: { id: "{{$steps.people.result[1].id}}", text: hi } }`);
  expect(value(await call({ dry_run: true }))).toMatchObject({
    dry_run: true,
    requests: [{ verb: 'POST', url: `${upstream.url}/letters/2`, body: { text: 'hi' } }],
  });
  expect(letters()).toEqual([]);
});

test('a chain can ask first', async () => {
  const call = await open(
    `confirm: Write "{{text}}" to someone?\nsteps:\n  - { name: letter, method: letters.create, arguments: { id: 1 } }`,
  );
  const first = await call();
  expect(value(first)).toMatchObject({
    code: 'confirmation_required',
    message: expect.stringContaining('Write "hello" to someone?'),
  });
  const token = 'error' in first ? first.error.details.confirm_token : '';
  expect(value(await call({ confirm_token: token }))).toEqual({ sent: '/letters/1' });
});
