import { XMLBuilder } from 'fast-xml-parser';
import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';

const TEXT = '#text';
const ATTRIBUTE = '@';
/** Any other name could close the tag that it stands in and open another. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;
const MAX_DEPTH = 50;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  suppressBooleanAttributes: false,
});

/** An object with one member, the root element; `@name` members are attributes, `#text` is text beside them. */
export function encodeXml(body: unknown): { contentType: string; content: string } {
  const [root, ...others] = isObject(body) ? Object.entries(body) : [];
  if (!root || others.length > 0 || Array.isArray(root[1]) || !NAME.test(root[0]))
    throw refused('an XML body must be an object with one member, its root element.');
  refuseUnwritable(body, 0);
  return {
    contentType: 'application/xml',
    content: `<?xml version="1.0" encoding="UTF-8"?>${builder.build(body)}`,
  };
}

function refuseUnwritable(node: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw refused(`an XML body may be ${MAX_DEPTH} levels deep at most.`);
  for (const [key, value] of Object.entries(isObject(node) ? node : {})) {
    const isAttribute = key.startsWith(ATTRIBUTE);
    const isSingle = isAttribute || key === TEXT;
    if (key !== TEXT && !NAME.test(isAttribute ? key.slice(1) : key))
      throw refused(`\`${key}\` is no XML name; use letters, digits, \`_\`, \`-\` and \`.\`.`);
    if (isSingle && typeof value === 'object' && value !== null)
      throw refused(`\`${key}\` in an XML body must be a single value.`);
    for (const child of Array.isArray(value) ? value : [value]) {
      if (Array.isArray(child)) throw refused(`\`${key}\` in an XML body may not be a list of lists.`);
      refuseUnwritable(child, depth + 1);
    }
  }
}

const refused = (message: string) => new ToolError('invalid_arguments', message);
