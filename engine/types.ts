// Generated from the format schema by `npm run generate`; do not edit.

/**
 * How credentials go on a request.
 */
export type Auth = NoneAuth | BearerAuth | BasicAuth | ApiKeyAuth | HeadersAuth | SessionAuth | OAuth2Auth;
/**
 * How a request body is written.
 */
export type BodyFormat = 'json' | 'form' | 'multipart' | 'raw' | 'xml';
/**
 * How a list goes into the query or a form: `a=1&a=2`, `a=1,2`, `a[]=1&a[]=2` or `a[0]=1&a[1]=2`.
 */
export type QueryArrays = 'repeat' | 'comma' | 'brackets' | 'indices';
/**
 * How to reach the next page of a list.
 */
export type Pagination =
  | NonePagination
  | OffsetPagination
  | PagePagination
  | CursorPagination
  | NextUrlPagination
  | LinkHeaderPagination
  | RangePagination
  | ExpressionPagination;
/**
 * One endpoint. Short form: just the request line, `GET /lists/{id}`.
 */
export type Method = string | MethodDefinition;
/**
 * Name of the resource, in the plural: `contacts`. Tool names derive from it.
 */
export type ResourceName = string;

export interface FormatFiles {
  integration_file?: IntegrationFile;
  resource_file?: ResourceFile;
  sandbox_file?: SandboxFile;
  case_file?: CaseFile;
}
/**
 * One REST API.
 */
export interface IntegrationFile {
  /**
   * Version of this format.
   */
  ymcp: 1;
  /**
   * Short name: on the command line, and in environment variables.
   */
  name: string;
  /**
   * Name for people. Tool names derive from it: `iPost` gives `i_post`.
   */
  label: string;
  /**
   * What the API is for, in a sentence.
   */
  description?: string;
  /**
   * Where the API's own documentation is.
   */
  docs?: string;
  /**
   * What a model must know before it uses any tool of this integration.
   */
  instructions?: string;
  account?: AccountSchema;
  /**
   * Prefix of every path: `https://api.example.com/v1`.
   */
  base_url: string;
  auth?: Auth;
  /**
   * Query parameters of every request.
   */
  query?: Record<string, unknown>;
  /**
   * Headers of every request.
   */
  headers?: Record<string, unknown>;
  body_format?: BodyFormat;
  query_arrays?: QueryArrays;
  pagination?: Pagination;
  response?: ResponseDefaults;
  limits?: Limits;
  retry?: Retry;
  rate_limit?: RateLimit;
  /**
   * Answers that are errors, or that deserve a better message; the first that applies counts, those of the method first.
   */
  errors?: ErrorRule[];
  /**
   * Words to choose tools by.
   */
  tags?: string[];
  /**
   * Prompts that people can choose in their MCP client, by name.
   */
  prompts?: {
    [k: string]: PromptDefinition;
  };
  /**
   * How severe what a rule of `ymcp validate` finds is, by name of the rule: `off`, `warning` or `error`.
   */
  lint?: {
    [k: string]: 'off' | 'warning' | 'error';
  };
  /**
   * Resources in this same file, for a small integration. In a folder each has a file of its own in `resources/`.
   */
  resources?: {
    [k: string]: InlineResource;
  };
}
/**
 * JSON Schema of what one account supplies. A setting comes from the environment variable NAME_KEY.
 */
export interface AccountSchema {
  /**
   * Settings that must be given.
   */
  required?: string[];
  /**
   * The settings. `writeOnly: true` marks a secret.
   */
  properties: {
    [k: string]: Setting;
  };
}
export interface Setting {
  /**
   * Type of the value, or a list of types.
   */
  type?:
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')[];
  /**
   * Short name for people.
   */
  title?: string;
  /**
   * What the value means, in words a model can act on.
   */
  description?: string;
  /**
   * The values allowed.
   *
   * @minItems 1
   */
  enum?: unknown[];
  /**
   * The one value allowed.
   */
  const?: unknown;
  /**
   * Used when the argument is left out.
   */
  default?: unknown;
  /**
   * Example values.
   */
  examples?: unknown[];
  /**
   * Form of a string.
   */
  format?:
    | 'date-time'
    | 'date'
    | 'time'
    | 'duration'
    | 'email'
    | 'uri'
    | 'uri-reference'
    | 'uuid'
    | 'hostname'
    | 'ipv4'
    | 'ipv6'
    | 'regex';
  /**
   * Regular expression that a string must match.
   */
  pattern?: string;
  /**
   * Fewest characters.
   */
  minLength?: number;
  /**
   * Most characters.
   */
  maxLength?: number;
  /**
   * Smallest number.
   */
  minimum?: number;
  /**
   * Largest number.
   */
  maximum?: number;
  /**
   * The number must be larger.
   */
  exclusiveMinimum?: number;
  /**
   * The number must be smaller.
   */
  exclusiveMaximum?: number;
  /**
   * The number must be a multiple of this.
   */
  multipleOf?: number;
  items?: ValueSchema;
  /**
   * Fewest elements.
   */
  minItems?: number;
  /**
   * Most elements.
   */
  maxItems?: number;
  /**
   * Whether elements must differ.
   */
  uniqueItems?: boolean;
  /**
   * Schemas of an object's members.
   */
  properties?: {
    [k: string]: ValueSchema;
  };
  /**
   * Members that must be there.
   */
  required?: string[];
  /**
   * Whether, or by what schema, an object may have other members.
   */
  additionalProperties?: boolean | ValueSchema;
  /**
   * Fewest members.
   */
  minProperties?: number;
  /**
   * Most members.
   */
  maxProperties?: number;
  /**
   * The value must fit at least one of these.
   *
   * @minItems 1
   */
  anyOf?: ValueSchema[];
  /**
   * The value must fit exactly one of these.
   *
   * @minItems 1
   */
  oneOf?: ValueSchema[];
  /**
   * The value must fit all of these.
   *
   * @minItems 1
   */
  allOf?: ValueSchema[];
  not?: ValueSchema;
  /**
   * A secret: never logged, never returned, masked wherever it turns up.
   */
  writeOnly?: boolean;
  /**
   * Environment variable, when not NAME_KEY.
   */
  env?: string;
}
/**
 * JSON Schema of a value.
 */
export interface ValueSchema {
  /**
   * Type of the value, or a list of types.
   */
  type?:
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')[];
  /**
   * Short name for people.
   */
  title?: string;
  /**
   * What the value means, in words a model can act on.
   */
  description?: string;
  /**
   * The values allowed.
   *
   * @minItems 1
   */
  enum?: unknown[];
  /**
   * The one value allowed.
   */
  const?: unknown;
  /**
   * Used when the argument is left out.
   */
  default?: unknown;
  /**
   * Example values.
   */
  examples?: unknown[];
  /**
   * Form of a string.
   */
  format?:
    | 'date-time'
    | 'date'
    | 'time'
    | 'duration'
    | 'email'
    | 'uri'
    | 'uri-reference'
    | 'uuid'
    | 'hostname'
    | 'ipv4'
    | 'ipv6'
    | 'regex';
  /**
   * Regular expression that a string must match.
   */
  pattern?: string;
  /**
   * Fewest characters.
   */
  minLength?: number;
  /**
   * Most characters.
   */
  maxLength?: number;
  /**
   * Smallest number.
   */
  minimum?: number;
  /**
   * Largest number.
   */
  maximum?: number;
  /**
   * The number must be larger.
   */
  exclusiveMinimum?: number;
  /**
   * The number must be smaller.
   */
  exclusiveMaximum?: number;
  /**
   * The number must be a multiple of this.
   */
  multipleOf?: number;
  items?: ValueSchema;
  /**
   * Fewest elements.
   */
  minItems?: number;
  /**
   * Most elements.
   */
  maxItems?: number;
  /**
   * Whether elements must differ.
   */
  uniqueItems?: boolean;
  /**
   * Schemas of an object's members.
   */
  properties?: {
    [k: string]: ValueSchema;
  };
  /**
   * Members that must be there.
   */
  required?: string[];
  /**
   * Whether, or by what schema, an object may have other members.
   */
  additionalProperties?: boolean | ValueSchema;
  /**
   * Fewest members.
   */
  minProperties?: number;
  /**
   * Most members.
   */
  maxProperties?: number;
  /**
   * The value must fit at least one of these.
   *
   * @minItems 1
   */
  anyOf?: ValueSchema[];
  /**
   * The value must fit exactly one of these.
   *
   * @minItems 1
   */
  oneOf?: ValueSchema[];
  /**
   * The value must fit all of these.
   *
   * @minItems 1
   */
  allOf?: ValueSchema[];
  not?: ValueSchema;
  /**
   * A secret: never logged, never returned, masked wherever it turns up.
   */
  writeOnly?: boolean;
}
/**
 * No credentials.
 */
export interface NoneAuth {
  /**
   * No credentials.
   */
  type: 'none';
}
/**
 * A fixed token in `Authorization: Bearer`.
 */
export interface BearerAuth {
  /**
   * A fixed token in `Authorization: Bearer`.
   */
  type: 'bearer';
  /**
   * The token, usually a setting: `"{{$account.token}}"`.
   */
  token: string;
}
/**
 * User name and password in `Authorization: Basic`.
 */
export interface BasicAuth {
  /**
   * User name and password in `Authorization: Basic`.
   */
  type: 'basic';
  /**
   * The user name: `"{{$account.username}}"`.
   */
  username: string;
  /**
   * The password: `"{{$account.password}}"`.
   */
  password: string;
}
/**
 * A key in a header, a query parameter or a cookie.
 */
export interface ApiKeyAuth {
  /**
   * A key in a header, a query parameter or a cookie.
   */
  type: 'api_key';
  /**
   * Where the key goes. A key in the query ends up in server logs; prefer a header.
   */
  in: 'header' | 'query' | 'cookie';
  /**
   * Name of the header, query parameter or cookie.
   */
  name: string;
  /**
   * The key, with its prefix if it has one: `"Token {{$account.key}}"`.
   */
  key: string;
}
/**
 * Headers worked out from the request itself, for signing.
 */
export interface HeadersAuth {
  /**
   * Headers worked out from the request itself, for signing.
   */
  type: 'headers';
  /**
   * Values worked out in order, each `$name` from then on: `now: $millis()`. `$request` is `{verb, url, path, query, headers, body}` as it will be sent, the body as text.
   */
  let?: {
    /**
     * A value for what follows.
     */
    [k: string]: string;
  };
  /**
   * The headers: `{ X-Signature: "{{$hmac($request.body, $account.secret)}}" }`.
   */
  headers: Record<string, unknown>;
}
/**
 * Log in with a request, carry the token it yields, log in again when the token has expired.
 */
export interface SessionAuth {
  /**
   * Log in with a request, carry the token it yields, log in again when the token has expired.
   */
  type: 'session';
  login: SessionLogin;
  /**
   * Headers that carry the token: `{ X-Auth-Token: "{{$token}}" }`.
   */
  headers: Record<string, unknown>;
  /**
   * Statuses that mean the token has expired: log in again and repeat the request once.
   */
  renew_on?: number[];
}
/**
 * The request that yields the token. `$` is the account's settings.
 */
export interface SessionLogin {
  /**
   * Verb and URL, or a path after `base_url`: `POST /login/`.
   */
  request: string;
  /**
   * Query parameters.
   */
  query?: Record<string, unknown>;
  /**
   * Request headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Request body: `{ username: "{{$account.username}}", password: "{{$account.password}}" }`.
   */
  body?: unknown;
  /**
   * How the body is written.
   */
  body_format?: 'json' | 'form' | 'multipart' | 'raw' | 'xml';
  /**
   * Finds the token in the answer: `data.token`.
   */
  token: string;
}
/**
 * An OAuth 2.0 access token, renewed before it expires.
 */
export interface OAuth2Auth {
  /**
   * An OAuth 2.0 access token, renewed before it expires.
   */
  type: 'oauth2';
  /**
   * How tokens are got. `authorization_code` needs someone to run `ymcp login` once.
   */
  grant: 'client_credentials' | 'refresh_token' | 'authorization_code' | 'jwt_bearer';
  /**
   * The token endpoint. It gets credentials, whatever its host.
   */
  token_url: string;
  /**
   * Where a browser is sent to log in, for `authorization_code`.
   */
  authorization_url?: string;
  /**
   * The client: `"{{$account.client_id}}"`.
   */
  client_id?: string;
  /**
   * The client's secret: `"{{$account.client_secret}}"`.
   */
  client_secret?: string;
  /**
   * How the secret is sent.
   */
  client_auth?: 'basic' | 'post';
  /**
   * What access is asked for.
   */
  scopes?: string[];
  /**
   * The refresh token to start with, for `refresh_token`.
   */
  refresh_token?: string;
  /**
   * The key that signs the assertion, as PEM (PKCS #8), for `jwt_bearer`.
   */
  private_key?: string;
  /**
   * How it signs.
   */
  algorithm?: 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
  /**
   * Which key it is, for the header of the assertion.
   */
  key_id?: string;
  /**
   * Claims of the assertion: `iss`, `sub`, `aud`; the times are added.
   */
  claims?: Record<string, unknown>;
  /**
   * Further parameters of the token request, such as `audience`.
   */
  parameters?: {
    [k: string]: string;
  };
}
/**
 * One answer holds everything. Switches off the pagination that the integration declares for all.
 */
export interface NonePagination {
  /**
   * One answer holds everything. Switches off the pagination that the integration declares for all.
   */
  type: 'none';
}
/**
 * Pages by the number of items to skip.
 */
export interface OffsetPagination {
  /**
   * Pages by the number of items to skip.
   */
  type: 'offset';
  /**
   * Query parameter that says how many items to skip.
   */
  offset: string;
  /**
   * Where the parameters of paging go.
   */
  in?: 'query' | 'body';
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
  /**
   * Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.
   */
  total?: string;
}
/**
 * Pages by number.
 */
export interface PagePagination {
  /**
   * Pages by number.
   */
  type: 'page';
  /**
   * Query parameter that carries the page number.
   */
  page: string;
  /**
   * Number of the first page.
   */
  first?: number;
  /**
   * Where the parameters of paging go.
   */
  in?: 'query' | 'body';
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
  /**
   * Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.
   */
  total?: string;
}
/**
 * Pages by a cursor that each answer gives for the next.
 */
export interface CursorPagination {
  /**
   * Pages by a cursor that each answer gives for the next.
   */
  type: 'cursor';
  /**
   * Query parameter that carries the cursor.
   */
  cursor: string;
  /**
   * Finds the next cursor in the answer: `meta.next`. The walk ends where it finds nothing, null, false or "".
   */
  next: string;
  /**
   * Where the parameters of paging go.
   */
  in?: 'query' | 'body';
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
  /**
   * Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.
   */
  total?: string;
}
/**
 * Pages by a URL that each answer gives for the next.
 */
export interface NextUrlPagination {
  /**
   * Pages by a URL that each answer gives for the next.
   */
  type: 'next_url';
  /**
   * Finds the URL of the next page, whole or relative: `links.next`. The walk ends where it finds nothing.
   */
  next: string;
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
  /**
   * Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.
   */
  total?: string;
}
/**
 * Pages by the `Link` header with `rel="next"`.
 */
export interface LinkHeaderPagination {
  /**
   * Pages by the `Link` header with `rel="next"`.
   */
  type: 'link_header';
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
}
/**
 * Pages by the `Range` header, with the total from `Content-Range`.
 */
export interface RangePagination {
  /**
   * Pages by the `Range` header, with the total from `Content-Range`.
   */
  type: 'range';
  /**
   * Unit of the range.
   */
  unit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
}
/**
 * Pages by whatever an expression says the next request must carry.
 */
export interface ExpressionPagination {
  /**
   * Pages by whatever an expression says the next request must carry.
   */
  type: 'expression';
  first?: PageParts;
  /**
   * Yields what the next request carries, as `{"query": {…}, "headers": {…}, "body": {…}}`, or nothing at the end. `$page` is what this one carried, `$count` how many items it gave.
   */
  next: string;
  /**
   * Query parameter that says how many items a page holds.
   */
  limit?: string;
  /**
   * The most items the API gives in one page; 100 when left out.
   */
  max_limit?: number;
  /**
   * Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.
   */
  total?: string;
}
/**
 * What the first request carries.
 */
export interface PageParts {
  /**
   * Query parameters.
   */
  query?: {};
  /**
   * Request headers.
   */
  headers?: {};
  /**
   * Members of the request body.
   */
  body?: {};
}
/**
 * What holds for every method named `list` that does not say otherwise.
 */
export interface ResponseDefaults {
  /**
   * Finds the list of items: `data`.
   */
  items?: string;
}
/**
 * What the engine keeps to when it calls this API.
 */
export interface Limits {
  /**
   * Largest request body in bytes; a larger one is refused before it is sent.
   */
  request_bytes?: number;
  /**
   * Largest response body in bytes.
   */
  response_bytes?: number;
  /**
   * Largest result in bytes; a list is cut before the item that would exceed it, and goes on by cursor.
   */
  output_bytes?: number;
  /**
   * Milliseconds for one request.
   */
  timeout_ms?: number;
  /**
   * Milliseconds for a whole call: every page, retry and wait.
   */
  deadline_ms?: number;
  /**
   * Milliseconds after which a list stops at the end of a page and goes on by cursor.
   */
  walk_ms?: number;
  /**
   * Requests under way at once for one account.
   */
  concurrency?: number;
}
/**
 * How often a request is tried when there is no answer, or a 5xx or 429. Only requests that change nothing are repeated, and those with an `idempotency_key`.
 */
export interface Retry {
  /**
   * Tries in all; 1 never repeats.
   */
  attempts?: number;
  /**
   * Milliseconds that bound the first wait; the bound doubles each time, and the wait is random below it.
   */
  base_ms?: number;
  /**
   * Longest wait in milliseconds. When the API asks for a longer one, the model is told instead.
   */
  max_ms?: number;
}
/**
 * How this API says "slow down", and how many requests it takes. `$` is the response body, if it is JSON.
 */
export interface RateLimit {
  /**
   * Whether an answer means it: `$status = 429`. That is also what holds when this is left out.
   */
  when?: string;
  /**
   * Seconds to wait; from `Retry-After` or a reset header when left out.
   */
  retry_after?: string;
  /**
   * Requests allowed, for `ratelimit-limit`.
   */
  limit?: string;
  /**
   * Requests left, for `ratelimit-remaining`.
   */
  remaining?: string;
  /**
   * When the limit is renewed, for `ratelimit-reset`: seconds, or a Unix time.
   */
  reset?: string;
  /**
   * `wait` as long as asked and try again, where repeating is safe; `pass` the refusal on at once.
   */
  on_429?: 'wait' | 'pass';
  budget?: RateBudget;
}
/**
 * Requests that one account may make, so that the limit is not reached at all; further ones wait their turn.
 */
export interface RateBudget {
  /**
   * Requests in a period.
   */
  requests: number;
  /**
   * Length of the period.
   */
  seconds: number;
}
export interface ErrorRule {
  /**
   * Whether the answer is this error, whatever its status. `$` is the response body, if it is JSON.
   */
  when: string;
  /**
   * Code for the model.
   */
  code:
    | 'invalid_arguments'
    | 'check_failed'
    | 'unauthorized'
    | 'not_found'
    | 'conflict'
    | 'rejected'
    | 'rate_limited'
    | 'unavailable'
    | 'timeout'
    | 'invalid_response';
  /**
   * What went wrong and what to do next, for the model; may quote the answer: `{{error.message}}`.
   */
  message: string;
}
/**
 * A task in words, for a person to start.
 */
export interface PromptDefinition {
  /**
   * Name for people.
   */
  title?: string;
  /**
   * What the task is.
   */
  description?: string;
  /**
   * What the task needs to know; all are text.
   */
  arguments?: {
    [k: string]: PromptArgument;
  };
  /**
   * The one message, from the user.
   */
  text?: string;
  /**
   * Several messages, in place of `text`.
   *
   * @minItems 1
   */
  messages?: PromptMessageDefinition[];
}
export interface PromptArgument {
  /**
   * What to give.
   */
  description?: string;
  /**
   * Whether it must be given.
   */
  required?: boolean;
}
export interface PromptMessageDefinition {
  /**
   * Who says it.
   */
  role: 'user' | 'assistant';
  /**
   * The message.
   */
  text: string;
}
export interface InlineResource {
  /**
   * Words to choose tools by.
   */
  tags?: string[];
  /**
   * Endpoints by name: `list`, `get`, `create`, `update`, `delete`, or any other word.
   */
  methods: {
    [k: string]: Method;
  };
  /**
   * Tools made of several methods, by name.
   */
  chains?: {
    [k: string]: ChainDefinition;
  };
}
/**
 * One endpoint in full.
 */
export interface MethodDefinition {
  /**
   * What the tool does, for the model that chooses it.
   */
  description?: string;
  /**
   * Name for people; derived from the tool name when left out.
   */
  title?: string;
  /**
   * Tool name, in place of the one that follows from label, resource and method.
   */
  tool?: string;
  /**
   * Verb and path after `base_url`; `{name}` is a path parameter and is percent-encoded: `GET /lists/{id}`.
   */
  request: string;
  source?: EndpointSource;
  /**
   * What the tool takes. In the path if named there, else in the query (GET, HEAD, DELETE) or the JSON body.
   */
  parameters?: {
    [k: string]: Parameter;
  };
  /**
   * Parameters that must be given. Those in the path always are.
   */
  required?: string[];
  /**
   * Further query parameters.
   */
  query?: Record<string, unknown>;
  /**
   * Further request headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Request body, in place of an object of the body parameters.
   */
  body?: unknown;
  body_format?: BodyFormat;
  query_arrays?: QueryArrays;
  pagination?: Pagination;
  /**
   * A question that the user must agree to before the call is made: `Empty list {{list_id}}?`
   */
  confirm?: string;
  batch?: Batch;
  /**
   * What must hold before anything is sent; the first that fails is the error.
   */
  checks?: Check[];
  response?: ResponseDefinition;
  /**
   * Answers that are errors, or that deserve a better message; the first that applies counts, those of the method first.
   */
  errors?: ErrorRule1[];
  retry?: Retry;
  /**
   * Request header for a key made once per call, by which the API recognises a repetition: `Idempotency-Key`.
   */
  idempotency_key?: string;
  /**
   * Words to choose tools by.
   */
  tags?: string[];
  hints?: Hints;
}
/**
 * How well this endpoint is known, and from where.
 */
export interface EndpointSource {
  /**
   * `documented` by the vendor, `observed` in a working client, or `inferred`: nobody states it.
   */
  status: 'documented' | 'observed' | 'inferred';
  /**
   * Where it is stated.
   */
  url?: string | string[];
  /**
   * What exactly is known, and what is not.
   */
  note?: string;
}
/**
 * One argument of a tool: its JSON Schema, and where it goes.
 */
export interface Parameter {
  /**
   * Type of the value, or a list of types.
   */
  type?:
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')[];
  /**
   * Short name for people.
   */
  title?: string;
  /**
   * What the value means, in words a model can act on.
   */
  description?: string;
  /**
   * The values allowed.
   *
   * @minItems 1
   */
  enum?: unknown[];
  /**
   * The one value allowed.
   */
  const?: unknown;
  /**
   * Used when the argument is left out.
   */
  default?: unknown;
  /**
   * Example values.
   */
  examples?: unknown[];
  /**
   * Form of a string.
   */
  format?:
    | 'date-time'
    | 'date'
    | 'time'
    | 'duration'
    | 'email'
    | 'uri'
    | 'uri-reference'
    | 'uuid'
    | 'hostname'
    | 'ipv4'
    | 'ipv6'
    | 'regex';
  /**
   * Regular expression that a string must match.
   */
  pattern?: string;
  /**
   * Fewest characters.
   */
  minLength?: number;
  /**
   * Most characters.
   */
  maxLength?: number;
  /**
   * Smallest number.
   */
  minimum?: number;
  /**
   * Largest number.
   */
  maximum?: number;
  /**
   * The number must be larger.
   */
  exclusiveMinimum?: number;
  /**
   * The number must be smaller.
   */
  exclusiveMaximum?: number;
  /**
   * The number must be a multiple of this.
   */
  multipleOf?: number;
  items?: ValueSchema;
  /**
   * Fewest elements.
   */
  minItems?: number;
  /**
   * Most elements.
   */
  maxItems?: number;
  /**
   * Whether elements must differ.
   */
  uniqueItems?: boolean;
  /**
   * Schemas of an object's members.
   */
  properties?: {
    [k: string]: ValueSchema;
  };
  /**
   * Members that must be there.
   */
  required?: string[];
  /**
   * Whether, or by what schema, an object may have other members.
   */
  additionalProperties?: boolean | ValueSchema;
  /**
   * Fewest members.
   */
  minProperties?: number;
  /**
   * Most members.
   */
  maxProperties?: number;
  /**
   * The value must fit at least one of these.
   *
   * @minItems 1
   */
  anyOf?: ValueSchema[];
  /**
   * The value must fit exactly one of these.
   *
   * @minItems 1
   */
  oneOf?: ValueSchema[];
  /**
   * The value must fit all of these.
   *
   * @minItems 1
   */
  allOf?: ValueSchema[];
  not?: ValueSchema;
  /**
   * A secret: never logged, never returned, masked wherever it turns up.
   */
  writeOnly?: boolean;
  /**
   * Where the argument goes, when not by the rule.
   */
  in?: 'path' | 'query' | 'header' | 'body';
  /**
   * Its name on the wire, when it differs.
   */
  as?: string;
  schema_from?: SchemaFrom;
}
/**
 * Where the API itself says what the argument must look like; asked when the tool is called.
 */
export interface SchemaFrom {
  /**
   * The method that tells, as `resource.method`.
   */
  method: string;
  /**
   * Its arguments.
   */
  arguments?: Record<string, unknown>;
  /**
   * Makes the JSON Schema of the argument from its result; nothing where it says nothing.
   */
  schema: string;
  /**
   * How long the answer is good for.
   */
  ttl_seconds?: number;
}
/**
 * Sends a long list argument in several requests, and reports what became of every element.
 */
export interface Batch {
  /**
   * The parameter that is split; it must be an array.
   */
  argument: string;
  /**
   * Most elements in one request.
   */
  max_items?: number;
  /**
   * Most bytes in one request body; `limits.request_bytes` when left out.
   */
  max_bytes?: number;
  /**
   * Requests under way at once.
   */
  concurrency?: number;
}
export interface Check {
  /**
   * What must be true of the arguments.
   */
  assert: string;
  /**
   * What is wrong and what would be right, for the model.
   */
  message: string;
}
/**
 * What becomes of the answer. `$` is the response body.
 */
export interface ResponseDefinition {
  /**
   * Finds the list of items: `data.contacts`. Makes the tool a list tool with `limit` and `next_cursor`.
   */
  items?: string;
  /**
   * Maps one item, or the whole answer where there is no list: fields to keep, a mapping, or JSONata.
   */
  item?:
    | string[]
    | {
        [k: string]: string | ItemField;
      }
    | string;
  /**
   * What the answer is written in; `auto` goes by its content type. A page of HTML is an error unless this is `text`.
   */
  format?: 'auto' | 'json' | 'text' | 'csv' | 'xml' | 'jsonl' | 'binary';
  /**
   * Query parameter by which the API itself leaves out other fields; gets the chosen names, joined by commas.
   */
  fields_query?: string;
  schema?: ValueSchema;
}
export interface ItemField {
  /**
   * Finds the field in the upstream item.
   */
  value: string;
  /**
   * Type of the value, or a list of types.
   */
  type?:
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')
    | ('string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null')[];
  /**
   * Short name for people.
   */
  title?: string;
  /**
   * What the value means, in words a model can act on.
   */
  description?: string;
  /**
   * The values allowed.
   *
   * @minItems 1
   */
  enum?: unknown[];
  /**
   * The one value allowed.
   */
  const?: unknown;
  /**
   * Used when the argument is left out.
   */
  default?: unknown;
  /**
   * Example values.
   */
  examples?: unknown[];
  /**
   * Form of a string.
   */
  format?:
    | 'date-time'
    | 'date'
    | 'time'
    | 'duration'
    | 'email'
    | 'uri'
    | 'uri-reference'
    | 'uuid'
    | 'hostname'
    | 'ipv4'
    | 'ipv6'
    | 'regex';
  /**
   * Regular expression that a string must match.
   */
  pattern?: string;
  /**
   * Fewest characters.
   */
  minLength?: number;
  /**
   * Most characters.
   */
  maxLength?: number;
  /**
   * Smallest number.
   */
  minimum?: number;
  /**
   * Largest number.
   */
  maximum?: number;
  /**
   * The number must be larger.
   */
  exclusiveMinimum?: number;
  /**
   * The number must be smaller.
   */
  exclusiveMaximum?: number;
  /**
   * The number must be a multiple of this.
   */
  multipleOf?: number;
  items?: ValueSchema;
  /**
   * Fewest elements.
   */
  minItems?: number;
  /**
   * Most elements.
   */
  maxItems?: number;
  /**
   * Whether elements must differ.
   */
  uniqueItems?: boolean;
  /**
   * Schemas of an object's members.
   */
  properties?: {
    [k: string]: ValueSchema;
  };
  /**
   * Members that must be there.
   */
  required?: string[];
  /**
   * Whether, or by what schema, an object may have other members.
   */
  additionalProperties?: boolean | ValueSchema;
  /**
   * Fewest members.
   */
  minProperties?: number;
  /**
   * Most members.
   */
  maxProperties?: number;
  /**
   * The value must fit at least one of these.
   *
   * @minItems 1
   */
  anyOf?: ValueSchema[];
  /**
   * The value must fit exactly one of these.
   *
   * @minItems 1
   */
  oneOf?: ValueSchema[];
  /**
   * The value must fit all of these.
   *
   * @minItems 1
   */
  allOf?: ValueSchema[];
  not?: ValueSchema;
  /**
   * A secret: never logged, never returned, masked wherever it turns up.
   */
  writeOnly?: boolean;
}
export interface ErrorRule1 {
  /**
   * Whether the answer is this error, whatever its status. `$` is the response body, if it is JSON.
   */
  when: string;
  /**
   * Code for the model.
   */
  code:
    | 'invalid_arguments'
    | 'check_failed'
    | 'unauthorized'
    | 'not_found'
    | 'conflict'
    | 'rejected'
    | 'rate_limited'
    | 'unavailable'
    | 'timeout'
    | 'invalid_response';
  /**
   * What went wrong and what to do next, for the model; may quote the answer: `{{error.message}}`.
   */
  message: string;
}
/**
 * MCP tool annotations, where the verb misleads.
 */
export interface Hints {
  /**
   * Changes nothing. Follows from GET and HEAD.
   */
  read_only?: boolean;
  /**
   * May overwrite or remove. Follows from DELETE, PUT and PATCH.
   */
  destructive?: boolean;
  /**
   * A repetition changes nothing more. Follows from every verb but POST and PATCH.
   */
  idempotent?: boolean;
  /**
   * Reaches beyond a closed system; true unless stated.
   */
  open_world?: boolean;
}
/**
 * One tool made of several methods.
 */
export interface ChainDefinition {
  /**
   * What the tool does, for the model that chooses it.
   */
  description: string;
  /**
   * Name for people; derived from the tool name when left out.
   */
  title?: string;
  /**
   * Tool name, in place of `<label>_<resource>_<name>`.
   */
  tool?: string;
  /**
   * What the tool takes.
   */
  parameters?: {
    [k: string]: ValueSchema;
  };
  /**
   * Parameters that must be given.
   */
  required?: string[];
  /**
   * The calls, one after another.
   *
   * @minItems 1
   */
  steps: Step[];
  /**
   * What the tool returns; `$` holds the results by the names of the steps. The last one when left out.
   */
  result?: string;
  /**
   * A question that the user must agree to before the first step is taken.
   */
  confirm?: string;
  /**
   * Seconds for the whole chain.
   */
  timeout_seconds?: number;
  /**
   * Words to choose tools by.
   */
  tags?: string[];
}
/**
 * One call of a method within a chain.
 */
export interface Step {
  /**
   * Its result is `$steps.<name>` for the steps after it.
   */
  name: string;
  /**
   * The method to call, as `resource.method`.
   */
  method: string;
  /**
   * Its arguments; `$` is the arguments of the chain.
   */
  arguments?: Record<string, unknown>;
  /**
   * Whether the step is taken at all.
   */
  when?: string;
  /**
   * Takes the step once per element of this list, each as `$item`; the result is a list.
   */
  for_each?: string;
  /**
   * Calls of a fan-out under way at once.
   */
  concurrency?: number;
  /**
   * Repeats the call until this is true of its result, to wait for a job.
   */
  until?: string;
  /**
   * Seconds between such repetitions.
   */
  every_seconds?: number;
  /**
   * Seconds after which the waiting ends as a timeout.
   */
  for_seconds?: number;
  /**
   * `stop` the chain, or `continue` with what there is; the result then holds the `error`.
   */
  on_error?: 'stop' | 'continue';
}
/**
 * One resource of an integration.
 */
export interface ResourceFile {
  resource: ResourceName;
  /**
   * Words to choose tools by.
   */
  tags?: string[];
  /**
   * Endpoints by name: `list`, `get`, `create`, `update`, `delete`, or any other word.
   */
  methods: {
    [k: string]: Method;
  };
  /**
   * Tools made of several methods, by name.
   */
  chains?: {
    [k: string]: ChainDefinition;
  };
}
/**
 * A rehearsal upstream: routes, seed data and state. `$` is the request body.
 */
export interface SandboxFile {
  /**
   * Version of this format.
   */
  sandbox: 1;
  /**
   * Settings of the account that the sandbox knows; used by `--sandbox`.
   */
  account?: {};
  /**
   * Cuts longer request bodies off here without a word, for APIs that do.
   */
  truncate_bytes?: number;
  /**
   * The state: records by key, seeded in order.
   */
  collections?: {
    [k: string]: Collection;
  };
  /**
   * What every route that is not `open` refuses, in order.
   */
  guards?: Guard[];
  malformed?: Answer;
  /**
   * Failures on demand: `POST /_sandbox/faults/<name>?times=2` answers the next two requests this way.
   */
  faults?: {
    [k: string]: Fault;
  };
  /**
   * Request line to what happens: `POST /v1/lists/{id}/clean/`.
   */
  routes: {
    [k: string]: Route;
  };
}
export interface Collection {
  /**
   * Field that identifies a record.
   */
  key: string;
  /**
   * The records at the start.
   */
  seed?: string;
}
/**
 * A condition under which a request is refused, and the answer then.
 */
export interface Guard {
  /**
   * Refuses the request when true.
   */
  when: string;
  /**
   * HTTP status.
   */
  status: number;
  /**
   * Response headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Response body, written as JSON; a string with a `content-type` of its own is sent as it is.
   */
  body?: unknown;
}
/**
 * The answer to a body that is not JSON.
 */
export interface Answer {
  /**
   * HTTP status.
   */
  status: number;
  /**
   * Response headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Response body, written as JSON; a string with a `content-type` of its own is sent as it is.
   */
  body?: unknown;
}
export interface Fault {
  /**
   * HTTP status.
   */
  status?: number;
  /**
   * Response headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Response body, written as JSON; a string with a `content-type` of its own is sent as it is.
   */
  body?: unknown;
  /**
   * Milliseconds before the answer.
   */
  delay_ms?: number;
  /**
   * Whether the connection is cut instead.
   */
  reset?: boolean;
}
export interface Route {
  /**
   * Whether the guards of the whole sandbox are left out here.
   */
  open?: boolean;
  /**
   * Names for values, worked out in order before `guards`; each is `$name` from then on.
   */
  let?: {
    /**
     * A value for the rest of the route.
     */
    [k: string]: string;
  };
  /**
   * What this route refuses, in order.
   */
  guards?: Guard[];
  /**
   * Collection to the records that are added to it or merged into those of the same key.
   */
  put?: {
    /**
     * A record or a list of them.
     */
    [k: string]: string;
  };
  /**
   * Collection to the keys that leave it.
   */
  remove?: {
    /**
     * A record or a list of them.
     */
    [k: string]: string;
  };
  /**
   * HTTP status.
   */
  status?: number;
  /**
   * Response headers.
   */
  headers?: Record<string, unknown>;
  /**
   * Response body, written as JSON; a string with a `content-type` of its own is sent as it is.
   */
  body?: unknown;
}
/**
 * Offline tests of an integration, run by `ymcp test`.
 */
export interface CaseFile {
  /**
   * The method or chain that the cases call, as `resource.method`.
   */
  method?: string;
  setup?: CaseSetup;
  /**
   * The cases.
   *
   * @minItems 1
   */
  cases?: CaseDefinition[];
}
/**
 * What cases share. That of `cases/setup.yaml` holds for all, that of a file for its own.
 */
export interface CaseSetup {
  /**
   * Settings of the account that calls.
   */
  account?: {};
  /**
   * What paths of requests go after, written out, which also checks the integration's own.
   */
  base_url?: string;
  /**
   * Headers of every request but standing ones. A string that is one whole `{{ condition }}` is JSONata that must be true of the value, as `$`.
   */
  headers?: Record<string, unknown>;
  /**
   * Requests that may be made at any time, as often as wanted, such as a login.
   */
  standing?: Exchange[];
}
/**
 * A request that must be made, and the answer it is given.
 */
export interface Exchange {
  /**
   * Verb and URL, query included; a path goes after the `base_url` of the setup.
   */
  request: string;
  /**
   * Headers of the request beside those of the setup; `null` means that one of the setup is not sent. A string that is one whole `{{ condition }}` is JSONata that must be true of the value, as `$`.
   */
  headers?: Record<string, unknown>;
  /**
   * Body of the request: data for JSON and forms, else text; left out for none. A string that is one whole `{{ condition }}` is JSONata that must be true of the value, as `$`.
   */
  body?: unknown;
  respond?: Respond;
  /**
   * How often it must be made.
   */
  times?: number;
}
/**
 * The answer.
 */
export interface Respond {
  /**
   * HTTP status.
   */
  status?: number;
  /**
   * Headers of the answer.
   */
  headers?: {
    [k: string]: string | number;
  };
  /**
   * Body, sent as JSON; a string beside a `content-type` of its own is sent as it is.
   */
  body?: unknown;
  /**
   * The connection is cut instead.
   */
  reset?: true;
}
/**
 * One call: its arguments, the requests it must make, the answers it is given, and its outcome.
 */
export interface CaseDefinition {
  /**
   * What the case shows, in a few words.
   */
  name: string;
  /**
   * The method or chain called, as `resource.method`; that of the file when left out.
   */
  method?: string;
  /**
   * Arguments of the tool.
   */
  arguments?: {};
  /**
   * Whether the user agrees when asked.
   */
  confirmed?: boolean;
  /**
   * Requests that must be made, in any order; of those that are alike, the first is answered first.
   */
  exchanges?: Exchange[];
  /**
   * What the tool returns. A string that is one whole `{{ condition }}` is JSONata that must be true of the value, as `$`.
   */
  result?: Record<string, unknown>;
  /**
   * How the tool fails: `code`, and any of `message`, `status` and the other details. A string that is one whole `{{ condition }}` is JSONata that must be true of the value, as `$`.
   */
  error?: Record<string, unknown>;
  /**
   * Where `ymcp record` took the answers from; left out where they were written by hand.
   */
  recorded?: 'sandbox' | 'live';
}
