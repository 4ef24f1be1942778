import type { Store } from './store/contract.ts';

/** Whether nobody, on any replica, has asked for this key in so many seconds: what makes a token good once. */
export async function once(
  { limits }: Pick<Store, 'limits'>,
  key: string,
  seconds: number,
): Promise<boolean> {
  const [state] = await limits.take([{ key, points: 1, seconds }]);
  return state?.isWithin === true;
}
