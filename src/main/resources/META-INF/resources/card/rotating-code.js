import { el, every } from './elements.js';
import { qrPicture } from './qr.js';

/** A new code is fetched when this much of the old one's life is left. */
const EARLY = 20_000;
const AGAIN = 5_000;

/**
 * A code that a person shows, as a picture and where there are {@code digits} to be read out, fetched anew before it
 * lapses. Its life is counted from when it came, because the clock of a phone may be wrong.
 *
 * @param end when what shows it is over
 * @param first {@code {text, digits, life}}: what the picture says, and for how many milliseconds
 * @param fetchNext resolves to another one, or to null where there is none
 * @param words {@code name} of the code, {@code hint}: what it is for
 */
export function rotatingCode(app, end, first, fetchNext, { name, hint }) {
  const picture = el('div', { class: 'qr' });
  const digits = el('p', { class: 'digits', 'aria-label': '券码' });
  const life = el('p', { class: 'soft', 'aria-live': 'off' });
  const again = el('button', { type: 'button', class: 'text', onclick: () => renew() }, '刷新');
  let lapses = 0;
  let next = 0;

  function put(code) {
    lapses = performance.now() + code.life;
    next = lapses - EARLY;
    picture.replaceChildren(qrPicture(code.text, name));
    picture.classList.remove('lapsed');
    digits.textContent = code.digits ?? '';
    digits.hidden = !code.digits;
    tick();
  }

  async function renew() {
    next = performance.now() + AGAIN;
    try {
      const code = await fetchNext();
      if (!end.aborted && code) {
        put(code);
      }
    } catch (error) {
      if (!end.aborted && performance.now() > lapses) {
        app.say(error.message);
      }
    }
  }

  function tick() {
    const left = Math.ceil((lapses - performance.now()) / 1000);
    picture.classList.toggle('lapsed', left <= 0);
    digits.classList.toggle('lapsed', left <= 0);
    life.textContent = left > 0 ? `${left} 秒内有效，会自动刷新` : `${name}已过期，正在刷新`;
    if (performance.now() >= next && !document.hidden) {
      renew();
    }
  }

  put(first);
  every(1000, end, tick);
  document.addEventListener('visibilitychange', tick, { signal: end });
  return el('section', { class: 'till', 'aria-label': name }, picture, digits, el('p', { class: 'hint' }, hint), life, again);
}
