import { el } from './elements.js';
import { cardView } from './card-view.js';
import { giftOffered } from './gift-page.js';
import { joinView } from './join-view.js';

/**
 * The member's program (会员卡): signs in silently, then shows the card, or the way to one. {@code client} is where it
 * runs:
 *
 * - api: the {@link CardApi}
 * - enter(): signs in, and resolves to {notice}
 * - phoneCode(): WeChat's phone component, resolves to a code, or to null when it was refused; absent on web pages
 * - gift: the token of a friend's gift that was opened, or null
 * - giftLink(token): what a friend opens to take a gift
 * - tellWho(): asks for the consent that joins a web page's visitor with who they are in the mini-program; absent there
 */
export class CardApp {
  #root;
  #screen = el('div', { class: 'screen' });
  #toast = el('p', { class: 'toast', role: 'status', 'aria-live': 'polite' });
  #toastTimer = 0;
  #ending = null;
  #drawn = 0;
  #closed = false;

  constructor(root, client) {
    this.client = client;
    this.api = client.api;
    /** Waits until there is a card. */
    this.gift = client.gift ?? null;
    this.#root = el('div', { class: 'card-app' }, this.#screen, this.#toast);
    root.append(this.#root);
  }

  /** From the beginning: signs in first. */
  async open() {
    this.#wait('正在登录…');
    try {
      const { notice } = await this.client.enter();
      await this.home(notice);
    } catch (error) {
      this.#failed(error, () => this.open());
    }
  }

  /** The card, or for who has none the way to it. */
  async home(notice = null) {
    this.#wait('请稍候…');
    try {
      const card = await this.api.card();
      if (card && this.gift) {
        await this.#unwrap();
      } else if (!this.#closed) {
        this.show(card ? cardView(this, card, notice) : await joinView(this, notice));
      }
    } catch (error) {
      this.#failed(error, () => this.home(notice));
    }
  }

  #unwrap() {
    const token = this.gift;
    this.gift = null;
    return this.go('朋友送的券', () => giftOffered(this, token));
  }

  /** A page behind the card; what it shows is made by {@code build}, and {@code back} leads away from it. */
  async go(title, build, back = () => this.home()) {
    const drawn = this.#wait('请稍候…');
    const bar = el('header', { class: 'top' },
      el('button', { type: 'button', class: 'back', 'aria-label': '返回', onclick: back }, '‹'), el('h1', {}, title));
    try {
      const body = await build();
      if (drawn === this.#drawn && !this.#closed) {
        this.show([bar, body]);
      }
    } catch (error) {
      this.#failed(error, () => this.go(title, build, back));
    }
  }

  /** What was shown ends: its signal is aborted. */
  show(content) {
    this.#drawn += 1;
    this.#screen.replaceChildren(...[content].flat(9).filter(Boolean));
    this.#root.scrollTop = 0;
  }

  /** For what the next screen begins; over when something else is shown. */
  lifetime() {
    this.#ending?.abort();
    this.#ending = new AbortController();
    if (this.#closed) {
      this.#ending.abort();
    }
    return this.#ending.signal;
  }

  /** The program was closed. */
  close() {
    this.#closed = true;
    this.#ending?.abort();
  }

  #wait(words) {
    this.#ending?.abort();
    this.#toast.classList.remove('shown');
    this.show(el('p', { class: 'waiting', role: 'status' }, words));
    return this.#drawn;
  }

  #failed(error, again) {
    this.message('出了点问题', error.message, '再试一次', again, error.code);
  }

  /** A whole page that says one thing, and what can be done next. */
  message(title, words, label, next, code = '') {
    this.#ending?.abort();
    this.show(el('section', { class: 'message' },
      el('h1', {}, title), el('p', {}, words), code && el('p', { class: 'soft code-word' }, code),
      el('button', { type: 'button', class: 'main', onclick: next }, label)));
  }

  say(words) {
    this.#toast.textContent = words;
    this.#toast.classList.add('shown');
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.#toast.classList.remove('shown'), 4000);
  }

  /** Runs an action of the person; a refusal is said by its title. Resolves to whether it went well. */
  async attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      this.say(error.detail && error.code === 'membership.phone-taken' ? `${error.message}（${error.detail}）` : error.message);
      return false;
    }
  }

  /** Asks before what cannot be taken back; resolves to true or false. */
  ask(title, words, yes) {
    return new Promise((resolve) => {
      const answer = (value) => {
        layer.remove();
        this.#screen.inert = false;
        resolve(value);
      };
      const no = el('button', { type: 'button', onclick: () => answer(false) }, '取消');
      const layer = el('div', { class: 'layer' },
        el('div', { class: 'asked', role: 'alertdialog', 'aria-modal': 'true', 'aria-label': title },
          el('h2', {}, title), el('p', {}, words),
          el('div', { class: 'answers' }, no, el('button', { type: 'button', class: 'danger', onclick: () => answer(true) }, yes))));
      this.#screen.inert = true;
      this.#root.append(layer);
      no.focus();
    });
  }
}
