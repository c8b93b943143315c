import { HttpError } from '../../channels/http.ts';

/** A refusal that an agent reads: a code that names the sentence, and what the sentence is filled with. */
export class Refusal extends HttpError {
  readonly values: Readonly<Record<string, unknown>>;
  /** More than the error that the body says, for example what the sign-in page offers. */
  readonly more: object;

  constructor(
    status: number,
    code: string,
    options: { values?: Readonly<Record<string, unknown>>; headers?: Record<string, string>; more?: object } = {},
  ) {
    super(status, code, code, options.headers);
    this.values = options.values ?? {};
    this.more = options.more ?? {};
  }
}
