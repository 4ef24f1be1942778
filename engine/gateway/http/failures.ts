import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { IssuerError } from '../../auth/oauth2/access-token.ts';
import { GatewayError, StoreError } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { Env } from './context.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The body of a failure, in the shape of Truto's API. */
export const failure = (statusCode: number, message: string) => ({
  statusCode,
  error: REASONS[statusCode] ?? 'Error',
  message,
});

/** What is not the caller's doing is logged, and not told. */
export const onFailure =
  ({ log }: Gateway): ErrorHandler<Env> =>
  (error, c) => {
    if (error instanceof GatewayError) return c.json(failure(error.status, error.message), error.status);
    if (error instanceof HTTPException)
      return c.json(failure(error.status, error.message), error.status as ContentfulStatusCode);
    log.error({ error, requestId: c.get('requestId') }, 'a request failed');
    if (error instanceof StoreError)
      return c.json(failure(503, 'the database cannot be reached; try again later.'), 503);
    if (error instanceof IssuerError)
      return c.json(
        failure(503, 'the server that access tokens are checked with cannot be reached; try again later.'),
        503,
      );
    return c.json(failure(500, 'the request failed unexpectedly; see the log of the gateway.'), 500);
  };
