import { api } from './api.js';

const KEY = 'guike.phone.user';

/**
 * Who holds the phone, and what the platform knows. Announces {@code person} (another person, or something about this
 * one changed), {@code acted} (something was done, so lists may have changed) and {@code clock} (time was moved).
 */
class Session extends EventTarget {
  accounts = [];
  person = null;
  skew = 0;

  async start() {
    await Promise.all([this.readAccounts(), this.readClock()]);
    // A tab keeps its own person; a new tab starts with the one chosen last.
    const id = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
    if (id) {
      try {
        this.person = await api.user(id);
        sessionStorage.setItem(KEY, id);
      } catch (error) {
        if (error.status !== 404) {
          throw error;
        }
        this.forget();
      }
    }
    this.announce('person');
  }

  async readAccounts() {
    const { accounts } = await api.accounts();
    const isMini = (account) => (account.kind === 'mini-program' ? 1 : 0);
    this.accounts = accounts.sort((one, other) => isMini(one) - isMini(other));
  }

  announce(name) {
    this.dispatchEvent(new Event(name));
  }

  on(name, listener, signal) {
    this.addEventListener(name, listener, signal ? { signal } : {});
  }

  /** The service accounts, the demo one first. */
  get services() {
    return this.accounts.filter((account) => account.kind === 'service');
  }

  account(appid) {
    return this.accounts.find((account) => account.appid === appid) ?? null;
  }

  /** The chosen person as the account sees them, or null before they met. */
  fan(appid) {
    return this.person?.accounts.find((fan) => fan.appid === appid) ?? null;
  }

  follows(appid) {
    return this.fan(appid)?.following ?? false;
  }

  choose(person) {
    this.person = person;
    sessionStorage.setItem(KEY, person.id);
    localStorage.setItem(KEY, person.id);
    this.announce('person');
  }

  forget() {
    this.person = null;
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
  }

  async refresh() {
    const before = this.person;
    if (!before) {
      return;
    }
    const now = await api.user(before.id).catch((error) => {
      if (error.status === 404) {
        return null;
      }
      throw error;
    });
    if (now === null) {
      this.forget();
      this.announce('person');
    } else if (this.person === before && JSON.stringify(now) !== JSON.stringify(before)) {
      this.person = now;
      this.announce('person');
    }
  }

  /** Does something as the chosen person and announces it; the answer says what the phone shows next. */
  async act(action, body) {
    try {
      return await api.act(this.person.id, action, body);
    } finally {
      await this.refresh();
      this.announce('acted');
    }
  }

  /** Whether the chosen person refuses the account's messages. */
  async block(appid, blocked) {
    this.person = await api.block(this.person.id, appid, blocked);
    this.announce('person');
  }

  async readClock() {
    this.setClock(await api.clock());
  }

  setClock(clock) {
    this.skew = Date.parse(clock.now) - Date.now();
    this.announce('clock');
  }

  /** The simulated time in milliseconds. */
  now() {
    return Date.now() + this.skew;
  }
}

export const session = new Session();
