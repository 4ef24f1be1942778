/** What a program that is started by a test gets of this environment: no account of the machine, and a cache of the test run's own. */
export const bareEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? '',
});
