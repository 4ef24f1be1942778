import { Document, isCollection, isPair, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';

/** Columns beyond which lines are folded, and up to which a mapping or list stands on one line. */
const WIDTH = 120;
const SHORT = 90;

/** Data as YAML that a person would write: what is short on one line, long texts folded. */
export function writeYaml(data: unknown, comment?: string): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  if (comment !== undefined) document.commentBefore = comment;
  visit(document, {
    Collection(_, node) {
      if (node !== document.contents && isShort(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: WIDTH });
}

function isShort(node: Node): boolean {
  if (!isCollection(node) || node.items.length === 0) return false;
  const isFlat = node.items.every((item) => isScalar(isPair(item) ? item.value : item));
  return isFlat && JSON.stringify(node.toJSON()).length <= SHORT;
}

/** The text with one more entry at the end of the list under `key`; all else in it stays byte for byte. */
export function appendTo(text: string, key: string, entry: unknown): string {
  const list = parseDocument(text).get(key);
  if (!isSeq(list) || !list.range || list.flow) throw new TypeError(`\`${key}\` is no list of lines`);
  const start = text.lastIndexOf('\n', list.range[0]) + 1;
  const indent = ' '.repeat(list.range[0] - start);
  const end = text.slice(0, list.range[1]).trimEnd().length;
  const added = writeYaml([entry])
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line));
  return `${text.slice(0, end)}\n\n${added.join('\n')}\n${text.slice(list.range[1]).replace(/^\n+/, '\n')}`;
}
