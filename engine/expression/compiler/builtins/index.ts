import { functions } from '../../functions.ts';
import { Native, type Work } from '../functions.ts';
import { compileSignature } from '../signature.ts';
import { aggregates } from './aggregates.ts';
import { type Borrowed, borrowed } from './borrowed.ts';
import { higherOrder } from './higher-order.ts';
import { lists } from './lists.ts';
import { matching } from './matching.ts';
import { objects } from './objects.ts';
import { pictures } from './pictures.ts';
import { sized } from './sized.ts';
import { texts } from './texts.ts';
import { values } from './values.ts';

/** Functions that rely on the signature having checked their arguments. */
const trusting = new Map([aggregates, texts].flatMap((some) => Object.entries(some)) as [string, Work][]);
const tolerant = new Map(
  [higherOrder, lists, matching, objects, pictures, sized, values].flatMap((some) =>
    Object.entries(some),
  ) as [string, Work][],
);

const natives: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(functions),
  ...[...borrowed.keys()].filter((name) => name !== 'eval').map((name) => [name, nativeOf(name)] as const),
]);

function nativeOf(name: string): Native {
  const { signature, arity, parameters, work } = borrowed.get(name) as Borrowed;
  const unchecked = tolerant.get(name) ?? work;
  return new Native({
    signature: signature && compileSignature(signature.definition),
    arity,
    parameters,
    work: trusting.get(name) ?? unchecked,
    unchecked,
  });
}

/** The function of this name, without its dollar sign; `$eval` is not among them. */
export const builtIn = (name: string): unknown => natives.get(name);
