/** The service's API as a shopper uses it, whatever carries the requests. */

/** A refusal of the service: {@code message} is for people, {@code code} for programs. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.title ?? `服务没有正确回答（${status}）`);
    this.status = status;
    this.code = body?.code ?? '';
    this.detail = body?.detail ?? '';
  }
}

/** Renewed this long before it would be refused. */
const MARGIN = 30_000;

export class CardApi {
  #carry;
  #signIn;
  #tokens = null;
  #goodUntil = 0;
  #renewing = null;

  /**
   * @param carry sends {@code {method, path, header, data}} and resolves to {@code {status, data}}
   * @param signIn gets the session anew, without a scene, when it is over; resolves to tokens
   */
  constructor(carry, signIn) {
    this.#carry = carry;
    this.#signIn = signIn;
  }

  /** Without a token. */
  async open(method, path, data) {
    return this.#sent({ method, path, header: {}, data });
  }

  /** Signs in by one of the three ways; keeps the tokens in memory, and returns the rest of the answer. */
  async signIn(path, proof) {
    const { notice = null, page = null, ...tokens } = await this.open('POST', path, proof);
    this.#keep(tokens);
    return { notice, page };
  }

  #keep(tokens) {
    this.#tokens = tokens;
    this.#goodUntil = Date.now() + tokens.expiresInSeconds * 1000 - MARGIN;
  }

  forget() {
    this.#tokens = null;
  }

  async #mine(method, path, data) {
    if (this.#tokens === null || Date.now() > this.#goodUntil) {
      await this.#renewed();
    }
    try {
      return await this.#withToken(method, path, data);
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
      await this.#renewed();
      return this.#withToken(method, path, data);
    }
  }

  #withToken(method, path, data) {
    return this.#sent({ method, path, header: { Authorization: `Bearer ${this.#tokens.accessToken}` }, data });
  }

  /** One at a time: a refresh token that is sent twice ends the session, as if it had been stolen. */
  #renewed() {
    this.#renewing ??= this.#renew().finally(() => { this.#renewing = null; });
    return this.#renewing;
  }

  async #renew() {
    const { refreshToken } = this.#tokens ?? {};
    if (refreshToken) {
      try {
        this.#keep(await this.open('POST', '/api/me/session/refresh', { refreshToken }));
        return;
      } catch (problem) {
        if (problem.code !== 'signin.session-over') {
          throw problem;
        }
      }
    }
    this.forget();
    await this.#signIn();
  }

  async #sent(request) {
    const header = { Accept: 'application/json', 'Accept-Language': 'zh-CN', ...request.header };
    if (request.data !== undefined) {
      header['Content-Type'] = 'application/json';
    }
    const { status, data } = await this.#carry({ ...request, header });
    if (status >= 400) {
      throw new Problem(status, data);
    }
    return data;
  }

  consentTexts = async () => (await this.open('GET', '/api/open/consent-texts')).items;

  /** @returns the card, or null for who is no member yet */
  async card() {
    try {
      return await this.#mine('GET', '/api/me/card');
    } catch (problem) {
      if (problem.code === 'membership.unknown') {
        return null;
      }
      throw problem;
    }
  }

  bind = (application) => this.#mine('POST', '/api/me/membership', application);
  changePhone = (phoneCode) => this.#mine('POST', '/api/me/phone', { phoneCode });
  claims = async () => (await this.#mine('GET', '/api/me/phone-claims')).items;

  profile = () => this.#mine('GET', '/api/me/profile');
  saveProfile = (profile) => this.#mine('PUT', '/api/me/profile', profile);

  consents = async () => (await this.#mine('GET', '/api/me/consents')).items;
  give = async (consents, guardian) => (await this.#mine('POST', '/api/me/consents', { consents, guardian })).items;
  withdraw = (purpose) => this.#mine('DELETE', `/api/me/consents/${encodeURIComponent(purpose)}`);

  export = () => this.#mine('GET', '/api/me/export');

  async erase() {
    await this.#mine('DELETE', '/api/me?confirm=ERASE');
    this.forget();
  }

  async signOut() {
    await this.#mine('DELETE', '/api/me/session');
    this.forget();
  }

  async signOutEverywhere() {
    await this.#mine('DELETE', '/api/me/sessions');
    this.forget();
  }
}
