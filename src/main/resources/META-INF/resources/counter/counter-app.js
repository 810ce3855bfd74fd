import { el } from '../card/elements.js';
import { carry } from '../card/fetch-carry.js';
import { CounterApi } from './counter-api.js';
import { desk } from './desk.js';
import { passwordView, signInView } from './sign-in-view.js';

/** The counter of a store (柜台): staff sign in, choose their store, and verify what customers show them. */
export class CounterApp {
  #root;
  #ending = null;

  constructor(root) {
    this.#root = root;
    this.api = new CounterApi(carry, () => this.open('登录已结束，请重新登录'));
    this.me = null;
  }

  /** Nobody is signed in. */
  open(notice = null) {
    this.me = null;
    this.show(signInView(this, notice));
  }

  async signIn(name, password) {
    if (await this.api.signIn(name, password)) {
      this.show(passwordView(this, password));
    } else {
      await this.enter();
    }
  }

  /** To the counter; who works in several stores says in which one they stand. */
  async enter() {
    this.me = await this.api.me();
    const [only, ...others] = this.me.stores;
    if (only && others.length === 0) {
      this.show(desk(this, only));
    } else {
      this.chooseStore();
    }
  }

  chooseStore() {
    const { name, stores } = this.me;
    this.show(el('section', { class: 'gate' },
      el('h1', {}, `${name}，您在哪家门店？`),
      stores.length === 0
        ? el('p', { class: 'refused', role: 'alert' }, '您现在没有任职的门店，不能核销。请联系总部。')
        : el('ul', { class: 'choices' }, stores.map((store) =>
          el('li', {}, el('button', { type: 'button', class: 'choice', onclick: () => this.show(desk(this, store)) },
            el('strong', {}, store.name), el('small', {}, store.code))))),
      el('button', { type: 'button', class: 'quiet', onclick: () => this.leave() }, '退出登录')));
  }

  async leave() {
    // Whatever comes back: the tokens are forgotten here.
    await this.api.signOut().catch(() => {});
    this.open('已退出登录');
  }

  /** What was shown ends, and its signal is aborted. */
  show(content) {
    this.#root.replaceChildren(content);
    (this.#root.querySelector('[data-first]') ?? this.#root.querySelector('button'))?.focus();
  }

  /** For what listens while the next screen is shown. */
  lifetime() {
    this.#ending?.abort();
    this.#ending = new AbortController();
    return this.#ending.signal;
  }
}
