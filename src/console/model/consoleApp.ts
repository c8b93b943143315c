import { Api, ApiError } from '../api/client.ts';
import type { Session, SignInOffers } from '../api/wire.ts';
import { Cell } from './cell.ts';
import { Desk } from './desk.ts';
import { Settings } from './settings.ts';

const RETRY_MS = 3_000;

/** Who is there: nobody yet, nobody (sign in), or an agent with a desk. */
export class ConsoleApp {
  readonly settings = new Settings();
  readonly api: Api;
  readonly desk = new Cell<Desk | undefined>(undefined);
  readonly state = new Cell<'asking' | 'unreachable' | 'signed_out' | 'signed_in'>('asking');
  readonly offers = new Cell<SignInOffers>({});
  /** The session ended while the agent worked: said on the sign-in page. */
  readonly ended = new Cell(false);

  constructor() {
    this.api = new Api({
      base: '/console/api/',
      language: () => this.settings.language.value,
      onSessionEnd: (error) => this.#signedOut(error),
    });
  }

  /** Is somebody signed in? Asked until the server answers. */
  async begin(): Promise<void> {
    try {
      await this.#enter(await this.api.get<Session>('session'));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return;
      this.state.set('unreachable');
      setTimeout(() => void this.begin(), RETRY_MS);
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#enter(await this.api.post<Session>('sign-in', { email, password }));
  }

  async firstAccount(account: { token: string; name: string; email: string; password: string }): Promise<void> {
    await this.#enter(await this.api.post<Session>('first-account', account));
  }

  /** Sets the password of an account whose link a supervisor handed out. */
  async setPassword(token: string, password: string): Promise<void> {
    await this.#enter(await this.api.post<Session>('password', { token, password }));
  }

  async signOut(): Promise<void> {
    await this.api.post('sign-out').catch(() => undefined);
    this.#leave();
    this.ended.set(false);
    this.state.set('signed_out');
    await this.begin();
  }

  async #enter(answer: Session): Promise<void> {
    // Signing in may answer with the session or only with its cookie.
    const session = answer?.account && answer.csrf ? answer : await this.api.get<Session>('session');
    this.api.csrf = session.csrf;
    const desk = new Desk(this.api, session, this.settings);
    await desk.start();
    this.ended.set(false);
    this.desk.set(desk);
    this.state.set('signed_in');
  }

  #signedOut(error: ApiError): void {
    if (error.refusal?.offers) this.offers.set(error.refusal.offers);
    if (this.desk.value) this.ended.set(true);
    this.#leave();
    this.state.set('signed_out');
  }

  #leave(): void {
    this.desk.value?.stop();
    this.desk.set(undefined);
    this.api.csrf = '';
  }
}
