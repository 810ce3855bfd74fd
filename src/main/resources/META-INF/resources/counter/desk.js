import { el } from '../card/elements.js';
import { refused } from './answers.js';
import { lookUp } from './cases.js';
import { basketOf, codeIn, fenIn, strange } from './typed.js';
import { todayList } from './today-list.js';

/** A scanner may end its line with two keys; the second one must not confirm what the first one asked for. */
const BOUNCE = 350;
const FOR_CODES = '扫码，或输入数字后按回车';
const FOR_FEN = '适用商品的金额，单位元';

/**
 * One store's counter. A hand scanner types a line and ends it with Enter, so one field keeps the keyboard: Enter with a
 * code looks it up, Enter with an amount tells what is bought where a coupon depends on it, Enter with nothing confirms
 * what is shown, Escape drops it.
 */
export function desk(app, store) {
  const end = app.lifetime();
  const input = el('input', {
    class: 'code', name: 'code', autocomplete: 'off', spellcheck: 'false', maxlength: 400, 'aria-label': '券码', 'data-first': true, placeholder: FOR_CODES,
  });
  const shown = el('section', { class: 'shown', 'aria-live': 'polite' });
  const today = todayList(app, store, () => input.focus());
  /** What Enter does when nothing is typed. */
  let ready = null;
  let readyAt = 0;
  /** The coupon that waits for an amount. */
  let asking = null;
  let isBusy = false;

  function put(content, next = null, wanting = null) {
    shown.replaceChildren(...[content].flat().filter(Boolean));
    ready = next;
    readyAt = performance.now();
    asking = wanting;
    input.placeholder = wanting ? FOR_FEN : FOR_CODES;
  }

  async function alone(work) {
    if (isBusy) {
      return;
    }
    isBusy = true;
    shown.classList.add('busy');
    try {
      await work();
    } finally {
      isBusy = false;
      shown.classList.remove('busy');
      input.focus();
      input.select();
    }
  }

  const look = (asked) => alone(async () => {
    put(el('p', { class: 'waiting' }, '查询中…'));
    try {
      const found = await lookUp(app.api, store.id, asked);
      const next = found.act && (() => confirm(found.act));
      put(found.draw(next, drop), next, found.wanting);
    } catch (problem) {
      put(refused(problem));
    }
  });

  function lookAt(code) {
    const wrong = strange(code);
    if (wrong) {
      put(refused({ message: wrong }));
    } else {
      look({ code });
    }
  }

  const confirm = (act) => alone(async () => {
    try {
      put(await act());
      today.refresh();
    } catch (problem) {
      // Without an answer it may have been done; the same sent again happens once all the same.
      const isOpen = !problem.status || problem.status >= 500;
      put([refused(problem), isOpen && el('p', { class: 'hint' }, '还不知道是否成功，按回车再试一次')], isOpen ? () => confirm(act) : null);
    }
  });

  function drop() {
    put([]);
    input.value = '';
    input.focus();
  }

  /** @param next what happens where nothing is typed: only the keyboard confirms so */
  function entered(next) {
    // What comes meanwhile stays in the field, to be seen and entered again.
    if (isBusy) {
      return;
    }
    const typed = input.value;
    input.value = '';
    const fen = asking ? fenIn(typed) : null;
    if (fen !== null) {
      look({ ...asking.asked, basket: basketOf(asking.coupon, fen) });
    } else if (codeIn(typed) !== '') {
      lookAt(codeIn(typed));
    } else if (next && performance.now() - readyAt > BOUNCE) {
      next();
    }
  }

  const submitted = (event) => {
    event.preventDefault();
    entered(ready);
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      drop();
    } else if (isTyping(event)) {
      input.focus();
    }
  }, { signal: end });

  today.refresh();
  return el('div', { class: 'desk' },
    el('header', { class: 'head' },
      el('h1', {}, store.name), el('span', {}, app.me.name),
      app.me.stores.length > 1 && el('button', { type: 'button', class: 'quiet', onclick: () => app.chooseStore() }, '换门店'),
      el('button', { type: 'button', class: 'quiet', onclick: () => app.leave() }, '退出登录')),
    el('div', { class: 'work' },
      el('form', { class: 'entry', onsubmit: submitted }, input,
        el('button', { type: 'button', class: 'main', onclick: () => entered(null) }, '查询')), shown),
    today.element);
}

/** A letter or digit that goes nowhere else belongs into the field. */
function isTyping({ key, target, ctrlKey, metaKey, altKey }) {
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey && !target.matches('input');
}
