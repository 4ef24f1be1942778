/** A request to the gateway that cannot be carried out as given; the status is the HTTP answer's. */
export class GatewayError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 429;

  constructor(status: GatewayError['status'], message: string) {
    super(message);
    this.name = 'GatewayError';
    this.status = status;
  }
}

/** The store cannot be used: not reached, of a newer version, or under another key. */
export class StoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
  }
}

/** The store is under another key than the one given. */
export class KeyError extends StoreError {}
