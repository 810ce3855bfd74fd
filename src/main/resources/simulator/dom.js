/** Builds elements. Texts become text nodes only, so nothing that a person or an application wrote is ever markup. */

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  back: 'M15 5l-7 7 7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  scan: 'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M4 12h16',
  keyboard: 'M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M8 14h8',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2',
  settings: 'M4 7h9M17 7h3M13 5v4M4 12h3M11 12h9M7 10v4M4 17h9M17 17h3M13 15v4',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2',
};

/** An element with attributes ({@code onclick} and the like add listeners) and children; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, attributes = {}) {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...attributes }, icon(name));
}

/** A coloured square with the first character; the colour belongs to the seed. */
export function avatar(name, seed) {
  let hash = 0;
  for (const character of seed) {
    hash = (hash * 31 + character.codePointAt(0)) % 997;
  }
  return h('span', { class: `avatar tone-${hash % 6}`, 'aria-hidden': 'true' }, [...name][0] ?? '·');
}

/** A field with its label; {@code hidden} keeps the label for screen readers only. */
export function field(label, input, hidden = false) {
  return h('label', { class: 'field' }, h('span', { class: hidden ? 'for-readers' : null }, label), input);
}

/** Replaces the items of a list; whoever stands with the keyboard on an item stays on it, by its {@code data-key}. */
export function redraw(list, items) {
  const focused = list.contains(document.activeElement) ? document.activeElement.closest('[data-key]')?.dataset.key : null;
  list.replaceChildren(...items);
  if (focused) {
    items.find((item) => item.dataset.key === focused)?.querySelector('button').focus();
  }
}

/** Runs {@code action} so many milliseconds after the last call. */
export function debounced(action, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

/** Repeats {@code action} while the page is looked at, until the signal. */
export function every(milliseconds, signal, action) {
  const timer = setInterval(() => {
    if (!document.hidden) {
      action();
    }
  }, milliseconds);
  signal?.addEventListener('abort', () => clearInterval(timer));
}

let toastTimer = 0;

export function toast(text) {
  const element = document.getElementById('toast');
  element.textContent = text;
  element.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.classList.remove('shown'), 3500);
}

/** Runs an action of the person and says what went wrong, if anything did. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return null;
  }
}
