// The API that every side calls: a million contacts, made up as they are asked for, each page serialised once.
import { createServer } from 'node:http';

const COUNT = Number(process.env.CONTACTS ?? 10_000);
const KEPT = 64;
const CITIES = ['Chicago', 'Linz', 'Oslo', 'Osaka', 'Quito'];

const contact = (id) => ({
  id,
  email: `contact${id}@example.com`,
  first_name: 'Ann',
  last_name: `Example ${id}`,
  status: id % 7 === 0 ? 'archived' : 'active',
  score: id % 101,
  tags: ['newsletter', `list-${id % 20}`],
  address: { street: `${id % 300} Main Street`, city: CITIES[id % CITIES.length], country: 'US' },
  created_at: '2026-01-01T00:00:00Z',
});

const pages = new Map();

function page(offset, limit) {
  const key = `${offset},${limit}`;
  const known = pages.get(key);
  if (known) return known;
  const ids = Array.from(
    { length: Math.max(0, Math.min(limit, COUNT - offset)) },
    (_, index) => offset + index,
  );
  const bytes = Buffer.from(JSON.stringify({ data: ids.map(contact), total: COUNT }));
  if (pages.size >= KEPT) pages.delete(pages.keys().next().value);
  pages.set(key, bytes);
  return bytes;
}

const server = createServer((request, response) => {
  request.resume();
  const url = new URL(request.url, 'http://upstream');
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const body = page(offset, Math.min(limit, 1_000));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
