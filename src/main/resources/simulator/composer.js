import { api } from './api.js';
import { attempt, field, h, icon, iconButton } from './dom.js';
import { show } from './outcome.js';
import { session } from './session.js';

const LONGEST_TEXT = 2048;

/** The bar below a conversation: the account's menu or the keyboard, with a button that changes between them. */
export function composer(account, reply, signal) {
  const bar = h('footer', { class: 'composer' });
  const writing = writer(reply, () => typing(false));
  let buttons = [];

  function typing(wanted) {
    const toMenu = iconButton('menu', '换到菜单', () => typing(false));
    const toKeyboard = iconButton('keyboard', '换到键盘', () => { typing(true); writing.querySelector('textarea').focus(); });
    if (wanted || buttons.length === 0) {
      bar.replaceChildren(...(buttons.length > 0 ? [toMenu] : []), writing);
    } else {
      bar.replaceChildren(toKeyboard, menuBar(account, buttons));
    }
  }

  async function load() {
    const answer = await api.menu(session.person.id, account.appid);
    if (!signal.aborted && JSON.stringify(answer.buttons) !== JSON.stringify(buttons)) {
      buttons = answer.buttons;
      typing(false);
    }
  }

  typing(true);
  if (account.kind === 'service') {
    attempt(load);
    document.addEventListener('visibilitychange', () => !document.hidden && load().catch(() => {}), { signal });
  }
  document.addEventListener('click', (event) => !event.target.closest('.menu-bar') && closeMenus(bar), { signal });
  return bar;
}

function writer(reply, escape) {
  const text = h('textarea', { rows: 1, maxlength: LONGEST_TEXT, placeholder: '发消息', enterkeyhint: 'send' });
  const form = h('form', { class: 'writer' }, field('发消息', text, true), h('button', { class: 'primary', title: 'send' }, '发送'));
  const fit = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 110)}px`;
  };
  text.addEventListener('input', fit);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      escape();
    }
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (said) {
      text.value = '';
      fit();
      if (!(await reply(said))) {
        text.value ||= said;
        fit();
      }
    }
  });
  return form;
}

function menuBar(account, buttons) {
  return h('nav', { class: 'menu-bar', 'aria-label': '菜单' },
    buttons.map((button, index) => (button.sub_button?.length > 0
      ? parent(account, button, index)
      : h('div', { class: 'entry' }, leaf(account, button, [index])))));
}

function leaf(account, button, path) {
  return h('button', {
    type: 'button',
    onclick: async () => {
      document.querySelectorAll('.menu-bar').forEach(closeMenus);
      show(await attempt(() => session.act('menu', { appid: account.appid, path })));
    },
  }, button.name);
}

function parent(account, button, index) {
  const items = h('div', { class: 'submenu', hidden: true },
    button.sub_button.map((child, position) => leaf(account, child, [index, position])));
  const opener = h('button', { type: 'button', 'aria-expanded': 'false', class: 'opener' }, icon('menu'), button.name);
  const entry = h('div', { class: 'entry' }, items, opener);
  opener.addEventListener('click', () => {
    const opening = items.hidden;
    closeMenus(entry.parentElement);
    items.hidden = !opening;
    opener.setAttribute('aria-expanded', String(opening));
  });
  entry.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !items.hidden) {
      event.preventDefault();
      closeMenus(entry.parentElement);
      opener.focus();
    }
  });
  return entry;
}

function closeMenus(within) {
  within.querySelectorAll('.submenu').forEach((items) => { items.hidden = true; });
  within.querySelectorAll('[aria-expanded]').forEach((opener) => opener.setAttribute('aria-expanded', 'false'));
}
