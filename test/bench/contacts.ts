/** A contact as a large CRM gives it: nulls, nested addresses, tags, attributes beside the fields. */
export interface Contact {
  readonly [field: string]: unknown;
}

const FIRST = ['Ann', 'Bela', 'Carla', 'Dmitri', 'Élodie', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jürgen'];
const LAST = ['Abel', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fontaine', 'García', 'Huber', 'Ito', 'Jansen'];
const CITIES = ['Chicago', 'Vienna', 'Lisbon', 'Osaka', 'Nantes', 'Bergen', 'Graz', 'Porto'];
const TITLES = ['Buyer', 'Engineer', 'Head of Sales', 'Intern', 'Director', null];
const TAGS = ['customer', 'newsletter', 'trial', 'partner', 'vip', 'churned', 'event-2025'];
const SOURCES = ['Web', 'Phone', 'Partner', 'Import', 'Event'];

/** The same contacts for the same seed, about 560 bytes of JSON each. */
export function contacts(count: number, seed = 1): Contact[] {
  const random = generator(seed);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const [first, last] = [pick(FIRST), pick(LAST)];
    return {
      attributes: { type: 'Contact', url: `/services/data/v61.0/sobjects/Contact/003${index}` },
      Id: `003${String(index).padStart(12, '0')}AAI`,
      FirstName: random() < 0.05 ? null : first,
      LastName: last,
      Email: `${first}.${last}.${index}@example.com`.toLowerCase(),
      Phone: random() < 0.3 ? null : `+1 312 ${100 + Math.floor(random() * 900)} ${1_000 + index}`,
      Title: pick(TITLES),
      Department: random() < 0.5 ? 'Marketing' : 'Research',
      LeadSource: pick(SOURCES),
      AccountId: `001${String(Math.floor(random() * 500)).padStart(12, '0')}AAB`,
      IsEmailBounced: random() < 0.04,
      HasOptedOutOfEmail: random() < 0.2,
      Score: Math.floor(random() * 1_000) / 10,
      CreatedDate: new Date(1_600_000_000_000 + Math.floor(random() * 1.5e11)).toISOString(),
      MailingAddress: {
        street: `${1 + Math.floor(random() * 200)} Main Street`,
        city: pick(CITIES),
        postalCode: String(10_000 + Math.floor(random() * 80_000)),
        country: 'US',
      },
      Tags: TAGS.filter(() => random() < 0.3),
    };
  });
}

/** Mulberry32: numbers from 0 to 1, the same ones for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
