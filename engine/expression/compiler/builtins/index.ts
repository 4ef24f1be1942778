import { functions } from '../../functions.ts';
import { Native, type Work } from '../functions.ts';
import { compileSignature } from '../signature.ts';
import { aggregates } from './aggregates.ts';
import { borrowed } from './borrowed.ts';
import { higherOrder } from './higher-order.ts';
import { lists } from './lists.ts';
import { matching } from './matching.ts';
import { objects } from './objects.ts';
import { pictures } from './pictures.ts';
import { texts } from './texts.ts';
import { values } from './values.ts';

/** By name. The signature has checked the arguments of each, so they are what it says. */
const own = new Map(
  [aggregates, higherOrder, lists, matching, objects, pictures, texts, values].flatMap((some) =>
    Object.entries(some),
  ) as [string, Work][],
);

const natives: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(functions),
  ...[...borrowed]
    .filter(([name]) => name !== 'eval')
    .map(([name, { signature: checked, arity, work }]) => {
      const signature = checked && compileSignature(checked.definition);
      return [name, new Native(name, signature, arity, own.get(name) ?? work)] as const;
    }),
]);

/** The function of this name, without its dollar sign; `$eval` is not among them. */
export const builtIn = (name: string): unknown => natives.get(name);
