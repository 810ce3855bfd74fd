/** Elements of the page. What somebody wrote becomes text and never markup. */

/** Properties that begin with {@code on} listen; others are attributes, left out where they are null or false. */
export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that rests while what it began is going on. */
export function button(label, action, properties = {}) {
  const element = el('button', {
    type: 'button',
    class: 'main',
    ...properties,
    onclick: async () => {
      element.disabled = true;
      try {
        await action();
      } finally {
        element.disabled = false;
      }
    },
  }, label);
  return element;
}

/** A field with its label above. */
export function field(label, input, note = null) {
  return el('label', { class: 'field' }, el('span', {}, label), input, note && el('small', {}, note));
}

/** A row of a list that leads somewhere. */
export function row(label, value, action) {
  return el('button', { type: 'button', class: 'row', onclick: action },
    el('span', {}, label), el('span', { class: 'soft' }, value ?? ''), el('span', { class: 'chevron', 'aria-hidden': 'true' }, '›'));
}

/** The service's day is Shanghai's. */
export function day(instant) {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium' }).format(new Date(instant));
}

/** The same, to the minute. */
export function minute(instant) {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai', year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(new Date(instant));
}

/** Within a day. */
export function time(instant) {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** Repeats an action until the signal. */
export function every(milliseconds, signal, action) {
  if (!signal.aborted) {
    const timer = setInterval(action, milliseconds);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}
