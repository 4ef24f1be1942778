import { memoise } from '../memo.ts';
import { parse } from './syntax.ts';

/** Trees that are kept, since every rule about expressions asks for them and parsing is most of its work. */
const MOST = 100_000;

/** The syntax tree of an expression, to be read only; throws `ExpressionSyntaxError`. */
export const syntaxTree = memoise((source) => parse(source).ast(), MOST);
