import type { Inputs, Miss } from '../../expression/follow.ts';
import { type Origin, pathTo } from '../../expression/shape.ts';
import { nearest } from '../../nearest.ts';
import { followedCode } from '../followed.ts';
import type { Finding, Rule, Subject } from '../rule.ts';

export const unknownArgument = ruleFor({
  name: 'unknown-argument',
  severity: 'error',
  description:
    'JSONata on the request side reads declared parameters only, as `$arguments.x` or just `x`; so does a prompt.',
  origins: ['arguments'],
  found: ({ path, name }) =>
    path.filter((step) => step !== '' && step !== 'arguments').length === 0
      ? `\`${name}\` is no declared argument`
      : `\`${name}\` is not declared in the schema of \`${path.filter(Boolean).join('.')}\``,
});

export const unknownSetting = ruleFor({
  name: 'unknown-setting',
  severity: 'error',
  description: '`$account.x` must be declared under `account:`.',
  origins: ['account'],
  found: ({ name }) => `\`${name}\` is no setting under \`account:\``,
});

export const unknownStep = ruleFor({
  name: 'unknown-step',
  severity: 'error',
  description: 'A chain reads the results of steps that come before, and of each what its method returns.',
  origins: ['steps', 'result'],
  found: ({ within, name, path }) =>
    within.origin === 'steps'
      ? `no step before this place is called \`${name}\``
      : `what \`${path.filter(Boolean).join('.') || 'the method'}\` returns has no \`${name}\``,
});

export const unknownPath = ruleFor({
  name: 'unknown-path',
  severity: 'warning',
  description:
    'JSONata on the response side finds what it looks for: in `response.schema` if there is one, else in the answers that the cases give.',
  origins: ['schema', 'recorded', 'expression'],
  trustsProbes: true,
  found: ({ within, name, path }) => {
    const where = path.filter(Boolean).join('.');
    const place = where === '' ? 'here' : `in \`${where}\``;
    if (within.origin === 'schema') return `\`response.schema\` has no \`${name}\` ${place}`;
    if (within.origin === 'recorded') return `no answer of the cases has \`${name}\` ${place}`;
    return `the expression makes no \`${name}\` ${place}`;
  },
});

interface NameRule extends Omit<Rule, 'check'> {
  origins: readonly Origin[];
  /** Whether an expression that asks if something is there is believed that it can be. */
  trustsProbes?: boolean;
  found(miss: Miss): string;
}

function ruleFor({ origins, trustsProbes = false, found, ...rule }: NameRule): Rule {
  return {
    ...rule,
    check(subject, report) {
      for (const { file, path, offset, inputs, miss } of missesOf(subject)) {
        if (!origins.includes(miss.within.origin) || (trustsProbes && miss.isProbed)) continue;
        const known = [...(miss.within.members?.keys() ?? [])];
        const match = nearest(miss.name, known);
        if (match === undefined && miss.within.others !== 'never') continue;
        report({
          source: file,
          path,
          offset: offset + miss.offset,
          ...fixOf(miss, match),
          message: `${found(miss)}; ${hint(miss, match, known, inputs)}`,
        });
      }
    },
  };
}

const missesOf = (subject: Subject) =>
  followedCode(subject).flatMap((code) => code.misses.map((miss) => ({ ...code, miss })));

function hint(
  { name }: Miss,
  match: string | undefined,
  known: readonly string[],
  { input }: Inputs,
): string {
  if (match !== undefined) return `did you mean \`${match}\`?`;
  const elsewhere = pathTo(name, input);
  if (elsewhere !== undefined) return `it is at \`${elsewhere}\`.`;
  if (known.length === 0) return 'there are none.';
  const shown = known.slice(0, SHOWN).map((one) => `\`${one}\``);
  return `there ${known.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${known.length > SHOWN ? ` and ${known.length - SHOWN} more` : ''}.`;
}

const SHOWN = 12;

/** Only a difference in case cannot be anything but a slip. */
const fixOf = (
  { name, within }: Miss,
  match: string | undefined,
): Pick<Finding, 'length' | 'replacement'> => ({
  length: name.length,
  ...(within.others === 'never' && match?.toLowerCase() === name.toLowerCase() && { replacement: match }),
});
