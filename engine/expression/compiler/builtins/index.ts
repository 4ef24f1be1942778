import { functions } from '../../functions.ts';
import { Native } from '../functions.ts';
import { compileSignature } from '../signature.ts';
import { aggregates } from './aggregates.ts';
import { borrowed } from './borrowed.ts';
import type { BuiltIn } from './built-in.ts';
import { higherOrder } from './higher-order.ts';
import { lists } from './lists.ts';
import { objects } from './objects.ts';
import { texts } from './texts.ts';
import { values } from './values.ts';

const own: ReadonlyMap<string, BuiltIn> = new Map(
  [aggregates, higherOrder, lists, objects, texts, values].flatMap((some) => Object.entries(some)),
);

const natives: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(functions),
  ...[...borrowed]
    .filter(([name]) => name !== 'eval')
    .map(([name, { definition, arity, run }]) => {
      const signature = definition === undefined ? undefined : compileSignature(definition);
      return [name, new Native(name, signature, arity, own.get(name) ?? run)] as const;
    }),
]);

/** The function of this name, without its dollar sign; `$eval` is not among them. */
export const builtIn = (name: string): unknown => natives.get(name);
