import * as client from 'openid-client';

export interface OidcSettings {
  /** Address of the sign-in service, e.g. `https://accounts.example.ma`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What has to be remembered between leaving for the service and coming back; kept in the browser's own cookie. */
export interface OidcAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const PATIENCE_SECONDS = 10;

/** Sign-in at the shop's own service by OpenID Connect (authorization code with PKCE). */
export class OidcSignIn {
  readonly #settings: OidcSettings;
  #service: Promise<client.Configuration> | undefined;

  constructor(settings: OidcSettings) {
    this.#settings = settings;
  }

  /** Where to send the browser. */
  async begin(redirectUri: string): Promise<{ address: string; attempt: OidcAttempt }> {
    const service = await this.#discovered();
    const attempt = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const address = client.buildAuthorizationUrl(service, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { address: address.href, attempt };
  }

  /**
   * The e-mail that the service vouches for; nothing when it does not say that it has verified it.
   * @throws when the answer is not one to this attempt, or the service refuses or does not answer.
   */
  async finish(cameBackTo: URL, attempt: OidcAttempt): Promise<string | undefined> {
    const tokens = await client.authorizationCodeGrant(await this.#discovered(), cameBackTo, {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const verified = claims?.email_verified === true && typeof claims.email === 'string';
    return verified ? String(claims.email) : undefined;
  }

  /** The service describes itself once; after a failure it is asked again. */
  #discovered(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const address = new URL(issuer);
    // Only config.ts lets plain http through, and only for this machine.
    const execute = address.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    this.#service ??= client
      .discovery(address, clientId, clientSecret, undefined, { execute, timeout: PATIENCE_SECONDS })
      .catch((error: unknown) => {
        this.#service = undefined;
        throw error;
      });
    return this.#service;
  }
}
