/** Forms that a credential of one kind always has. */
const FORMS: readonly { what: string; pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a JSON Web Token', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/ },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[opsur]_\w{36}|github_pat_\w{22})/ },
  { what: 'a GitLab token', pattern: /\bglpat-[\w-]{20}/ },
  { what: 'a Slack token', pattern: /\bxox[abeprs]-[\w-]{10}/ },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_\w{16}/ },
  { what: 'a Google API key', pattern: /\bAIza[\w-]{35}/ },
  { what: 'a SendGrid key', pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/ },
  { what: 'an npm token', pattern: /\bnpm_\w{36}/ },
  { what: 'an OpenAI or Anthropic key', pattern: /\bsk-(?:ant-|proj-)?[\w-]{32}/ },
  { what: 'a password in a URL', pattern: /\bhttps?:\/\/[^\s/@:{}]+:(?!\{\{)[^\s/@]+@/ },
  { what: 'a bearer token', pattern: /\bBearer (?!\{\{)[\w.~+/-]{20,}/ },
];

const SECRET_KEY =
  /(?:^|[_-])(?:secret|token|password|passwd|passphrase|api[_-]?key|private[_-]?key|access[_-]?key|authorization|credentials?)$/i;
/** Cursors are called tokens too. */
const CURSOR_KEY = /(?:next|page|cursor|continuation|sync|delta)[_-]?(?:page[_-]?)?token$/i;

/** Whether a key is called as secrets are: `client_secret`, `X-Auth-Token`, `apiKey`. */
export function isSecretKey(key: string): boolean {
  const words = key.replace(/([a-z])([A-Z])/g, '$1_$2');
  return SECRET_KEY.test(words) && !CURSOR_KEY.test(words);
}

/** What kind of credential stands in a text, and where; `undefined` for none. */
export function secretIn(text: string): { what: string; offset: number; length: number } | undefined {
  for (const { what, pattern } of FORMS) {
    const match = pattern.exec(text);
    if (match && !isStandIn(match[0])) return { what, offset: match.index, length: match[0].length };
  }
  return undefined;
}

const STAND_IN =
  /example|sample|dummy|fake|test|demo|placeholder|change.?me|secret|token|password|passwd|your|redacted|mock|rehears|sandbox|x{4,}|\*{3,}|0{6,}|1234|abcd|\.\.\.|…|^<.*>$/i;

/** Whether a value says itself that it is none: `rehearsal-only`, `token-1`, `<your key>`. */
export const isStandIn = (text: string): boolean => STAND_IN.test(text);

/** Bits per character that a text of random letters and digits has, and words have not. */
const RANDOM_BITS = 3.5;

/** Whether a text is as long and as random as keys are (Shannon entropy of its characters). */
export function looksRandom(text: string): boolean {
  if (text.length < 16 || /\s|\{\{/.test(text) || !/\d/.test(text) || !/[a-z]/i.test(text)) return false;
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
  return bits >= RANDOM_BITS;
}
