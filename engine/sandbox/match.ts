import { setOwn } from '../json.ts';

/** The part of a route that a request is matched with. */
export interface Pattern {
  verb: string;
  segments: readonly string[];
}

export interface Match<Route> {
  route: Route;
  /** Values of the path's `{parameters}`. */
  parameters: Record<string, string>;
}

const isParameter = (segment: string) => /^\{\w+\}$/.test(segment);

/** The routes in the order they are tried: from left to right, a literal segment comes before a `{parameter}`. */
export function bySpecificity<Route extends Pattern>(routes: readonly Route[]): Route[] {
  const rank = ({ segments }: Route) =>
    segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
  return [...routes].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/** The route for a path, or the verbs it could have had. */
export function matchRoute<Route extends Pattern>(
  routes: readonly Route[],
  verb: string,
  path: readonly string[],
): Match<Route> | { verbs: string[] } {
  const fitting = routes.filter(({ segments }) => fits(segments, path));
  const route = fitting.find((candidate) => candidate.verb === verb);
  if (!route) return { verbs: [...new Set(fitting.map((candidate) => candidate.verb))] };
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries())
    if (isParameter(segment)) setOwn(parameters, segment.slice(1, -1), path[index] ?? '');
  return { route, parameters };
}

const fits = (segments: readonly string[], path: readonly string[]) =>
  segments.length === path.length &&
  segments.every((segment, index) => (isParameter(segment) ? path[index] !== '' : segment === path[index]));
