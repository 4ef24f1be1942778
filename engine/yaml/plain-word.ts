/** Whether a text can stand in YAML without quotes wherever a key or a value can, and is read as that very text. */
export const isPlainWord = (text: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null)$/i.test(text);
