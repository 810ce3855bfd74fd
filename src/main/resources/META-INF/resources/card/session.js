/** Requests to the service by somebody who signed in, whatever carries them. */

/** A refusal of the service: {@code message} is for people, {@code code} for programs. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.title ?? `服务没有正确回答（${status}）`);
    this.status = status;
    this.code = body?.code ?? '';
    this.detail = body?.detail ?? '';
    this.flaws = body?.errors ?? [];
  }
}

/** Renewed this long before it would be refused. */
const MARGIN = 30_000;
/** After these nothing was done; the same may be sent again. */
const LATER = [408, 425, 429];

export class Session {
  #carry;
  #ways;
  #tokens = null;
  #goodUntil = 0;
  #renewing = null;
  #keys = new Map();

  /**
   * @param carry sends {@code {method, path, header, data}} and resolves to {@code {status, data}}
   * @param ways {@code refresh}: the path that renews tokens; {@code over}: its code for a session that has ended;
   *     {@code signIn()}: signs in anew then, through {@link #keep}, or fails
   */
  constructor(carry, ways) {
    this.#carry = carry;
    this.#ways = ways;
  }

  keep(tokens) {
    this.#tokens = tokens;
    this.#goodUntil = Date.now() + tokens.expiresInSeconds * 1000 - MARGIN;
  }

  forget() {
    this.#tokens = null;
    this.#keys.clear();
  }

  /** Without a token. */
  open(method, path, data) {
    return this.#sent({ method, path, header: {}, data });
  }

  /** With the token, renewed where that is needed. */
  async mine(method, path, data, header = {}) {
    if (this.#tokens === null || Date.now() > this.#goodUntil) {
      await this.#renewed();
    }
    try {
      return await this.#withToken(method, path, data, header);
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
      await this.#renewed();
      return this.#withToken(method, path, data, header);
    }
  }

  /**
   * Something that must happen once. Until the service has answered, the same again is sent under the same
   * Idempotency-Key: whoever lost an answer on the way gets that answer, and not a second coupon.
   */
  async command(path, data) {
    const what = `${path} ${JSON.stringify(data)}`;
    const key = this.#keys.get(what) ?? randomKey();
    this.#keys.set(what, key);
    try {
      const answer = await this.mine('POST', path, data, { 'Idempotency-Key': key });
      this.#keys.delete(what);
      return answer;
    } catch (problem) {
      if (isAnswer(problem)) {
        this.#keys.delete(what);
      }
      throw problem;
    }
  }

  #withToken(method, path, data, header) {
    return this.#sent({ method, path, header: { ...header, Authorization: `Bearer ${this.#tokens.accessToken}` }, data });
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
        this.keep(await this.open('POST', this.#ways.refresh, { refreshToken }));
        return;
      } catch (problem) {
        if (problem.code !== this.#ways.over) {
          throw problem;
        }
      }
    }
    this.#tokens = null;
    await this.#ways.signIn();
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
}

/** Whether it is known that nothing was done, and that it stays so. */
function isAnswer(problem) {
  return problem instanceof Problem && problem.status < 500 && !LATER.includes(problem.status);
}

function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
