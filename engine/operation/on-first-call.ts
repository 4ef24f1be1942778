import type { Operation } from './contract.ts';

type Call = Operation['call'];

/** A call that is prepared when it is first made, so that a server starts without what calls need; later ones wait for nothing. */
export function onFirstCall(prepare: () => Promise<Call>): Call {
  let prepared: Call | undefined;
  let preparing: Promise<Call> | undefined;
  return (given, context) => {
    if (prepared) return prepared(given, context);
    preparing ??= prepare();
    return preparing.then((call) => {
      prepared = call;
      return call(given, context);
    });
  };
}
