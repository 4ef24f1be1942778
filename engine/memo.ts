/**
 * Remembers what a function of a text gave, its exceptions too; the oldest results are forgotten beyond `most`. For work
 * that is asked for again with every reload, and is the same as long as the text is.
 */
export function memoise<T>(work: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, () => T>();
  return (text) => {
    const found = known.get(text) ?? attempt(work, text);
    // Set anew, so that what is in use is the youngest.
    known.delete(text);
    known.set(text, found);
    if (known.size > most) known.delete(known.keys().next().value as string);
    return found();
  };
}

function attempt<T>(work: (text: string) => T, text: string): () => T {
  try {
    const result = work(text);
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
