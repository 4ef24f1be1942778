import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';

const absent =
  spawnSync('which', ['docker-registry']).status === 0 ? undefined : 'docker-registry is not installed';
const REPOSITORIES = Array.from({ length: 23 }, (_, index) => `team/image-${String(index).padStart(2, '0')}`);

const YAML = (url: string) => `
ymcp: 1
name: registry
label: Registry
base_url: ${url}/v2
pagination: { type: link_header, limit: n, max_limit: 5 }
resources:
  repositories:
    methods:
      list: { description: Repositories by name., request: GET /_catalog, response: { items: repositories } }
  manifests:
    methods:
      get:
        description: The manifest of one tag.
        request: GET /team/{name}/manifests/{tag}
        parameters: { name: { type: string, description: Image. }, tag: { type: string, description: Tag. } }
        headers: { Accept: application/vnd.oci.image.manifest.v1+json }
`;

/** A registry that nobody here wrote: its catalog is paged by \`Link\` headers with relative targets. */
describe.skipIf(absent)(`a real container registry${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registry-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const config = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: folder } },
      http: { addr: `127.0.0.1:${port}` },
    };
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
    child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
    await untilAnswering(`${url}/v2/`);
    for (const name of REPOSITORIES) await push(url, name);
  }, 60_000);
  afterAll(() => {
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('one call walks the whole catalog by its links', async () => {
    const outcome = await catalogOf(integrationFrom(YAML(url)), {}).call('list_all_registry_repositories', {
      limit: 1_000,
    });
    expect(outcome).toMatchObject({
      value: { result: REPOSITORIES, result_count: REPOSITORIES.length, next_cursor: null },
    });
  });

  test('a walk in steps gives every repository once', async () => {
    const catalog = catalogOf(integrationFrom(YAML(url)), {});
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const outcome = await catalog.call('list_all_registry_repositories', {
        limit: 7,
        ...(cursor ? { next_cursor: cursor } : {}),
      });
      if ('error' in outcome) throw outcome.error;
      seen.push(...(outcome.value.result as unknown[]));
      cursor = outcome.value.next_cursor;
    } while (cursor);
    expect(seen).toEqual(REPOSITORIES);
  });

  test('a manifest is read, and one that is not there is not_found', async () => {
    const catalog = catalogOf(integrationFrom(YAML(url)), {});
    const tool = 'get_single_registry_manifest_by_id';
    expect(await catalog.call(tool, { name: 'image-00', tag: 'latest' })).toMatchObject({
      value: { schemaVersion: 2 },
    });
    expect(await catalog.call(tool, { name: 'image-00', tag: 'none' })).toMatchObject({
      error: { code: 'not_found', message: expect.stringContaining('MANIFEST_UNKNOWN') },
    });
  });
});

async function untilAnswering(address: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const status = await fetch(address).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${address} does not answer`);
}

/** Pushes an image without layers, by the OCI distribution API. */
async function push(url: string, name: string): Promise<void> {
  const config = Buffer.from('{}');
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const upload = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(upload.headers.get('location') ?? '', url);
  location.searchParams.set('digest', digest);
  await fetch(location, {
    method: 'PUT',
    body: config,
    headers: { 'content-type': 'application/octet-stream' },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length },
    layers: [],
  };
  const done = await fetch(`${url}/v2/${name}/manifests/latest`, {
    method: 'PUT',
    body: JSON.stringify(manifest),
    headers: { 'content-type': mediaType },
  });
  if (done.status !== 201) throw new Error(`push of ${name}: ${done.status} ${await done.text()}`);
}
