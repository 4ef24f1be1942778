import { isObject } from '../json.ts';
import { TOTAL } from './recognise.ts';
import type { Page } from './strategy.ts';

const MORE = /^(next|next_?(page|url|link|cursor|token|page_token)|has_?(more|next)|@odata\.nextlink)$/i;
const ENVELOPES = ['meta', 'metadata', 'paging', 'pagination', 'page', 'links', '_links'];

/** Whether an answer that was taken for the whole list says that there is more. */
export function looksPaged({ headers, body, count }: Page): boolean {
  if (/rel="?next"?/i.test(headers.link ?? '')) return true;
  if (!isObject(body)) return false;
  const places = [body, ...ENVELOPES.map((name) => body[name])].filter(isObject);
  return places.some((place) =>
    Object.entries(place).some(([key, value]) =>
      MORE.test(key) ? Boolean(value) : TOTAL.test(key) && typeof value === 'number' && value > count,
    ),
  );
}
