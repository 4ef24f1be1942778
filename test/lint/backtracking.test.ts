import { expect, test } from 'vitest';
import { isExponential } from '../../engine/lint/backtracking.ts';

test.each([
  /^(a+)+$/,
  /^(a|aa)+$/,
  /(a|a)*$/,
  /(.|\s)*x/,
  /(a*)*b/,
  /(?:a|b|ab)*c/,
  /^\s*(\w+\s*)*$/,
  /(x+x+)+y/,
  /^([a-z]+|[a-z0-9]+)*$/,
  /^(\d+|\d+\.)*$/,
  /^(([a-z])+.)+[A-Z]([a-z])+$/,
])('%s can take exponentially long', (pattern) => {
  expect(isExponential(pattern)).toBe(true);
});

test.each([
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  /^(\w+\.)*\w+$/,
  /^[a-z0-9]+(-[a-z0-9]+)*$/,
  /^([a-z]|[0-9])*$/,
  /^(foo|bar|baz)*$/,
  /^([^"\\]|\\.)*$/,
  /^(?=.*\d)[a-z\d]+$/,
  /^(([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\.){3}([0-9]|25[0-5])$/,
  /[\w.+-]{1,64}@([a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}/,
])('%s cannot', (pattern) => {
  expect(isExponential(pattern)).toBe(false);
});
