import { h, iconButton } from './dom.js';

const host = document.getElementById('sheets');
const screen = document.getElementById('screen');
const open = [];

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && open.length > 0 && !event.defaultPrevented) {
    event.preventDefault();
    open.at(-1)();
  }
});

function settleFocus(before) {
  screen.inert = open.length > 0;
  [...host.children].forEach((layer, index) => {
    layer.inert = index < open.length - 1;
  });
  before?.focus?.();
}

function lay(element, focused, onclose) {
  const before = document.activeElement;
  const close = () => {
    if (element.isConnected) {
      element.remove();
      open.splice(open.indexOf(close), 1);
      settleFocus(before);
      onclose?.();
    }
  };
  open.push(close);
  host.append(element);
  settleFocus(null);
  (focused ?? element.querySelector('button')).focus({ preventScroll: true });
  return close;
}

/** A sheet over the whole phone. Returns the function that closes it. */
export function openSheet({ title, body, tools = [], name, onclose }) {
  const sheet = h('section', { class: `sheet ${name}`, role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
    h('header', { class: 'bar' },
      iconButton('close', '关闭', () => close()),
      h('h2', {}, title),
      h('span', { class: 'tools' }, tools)),
    h('div', { class: 'sheet-body' }, body));
  const close = lay(sheet, null, onclose);
  return close;
}

/** A short message in the middle of the phone, as WeChat puts it. */
export function say(text, note = null) {
  const button = h('button', { type: 'button', onclick: () => close() }, '确定');
  const close = lay(
    h('div', { class: 'veil', onclick: (event) => event.target === event.currentTarget && close() },
      h('div', { class: 'notice', role: 'alertdialog', 'aria-modal': 'true', 'aria-label': text },
        h('p', {}, text), note && h('p', { class: 'quiet' }, note), button)),
    button);
  return close;
}

/** A drawer at the bottom of the phone, over whatever is open. Returns the function that closes it. */
export function openDrawer({ label, body, name, onclose }) {
  const drawer = h('div', { class: `drawer ${name}`, role: 'dialog', 'aria-modal': 'true', 'aria-label': label }, body);
  return lay(h('div', { class: 'veil low' }, drawer), drawer.querySelector('input, button'), onclose);
}

/** Asks before something that cannot be taken back; resolves to true or false. */
export function confirm(text, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const no = h('button', { type: 'button', onclick: () => close() }, '取消');
    const close = lay(
      h('div', { class: 'veil' },
        h('div', { class: 'notice', role: 'alertdialog', 'aria-modal': 'true', 'aria-label': text },
          h('p', {}, text),
          h('div', { class: 'choice' }, no,
            h('button', { type: 'button', class: 'danger', onclick: () => { answer = true; close(); } }, yes)))),
      no, () => resolve(answer));
  });
}

export function closeAll() {
  [...open].reverse().forEach((close) => close());
}
