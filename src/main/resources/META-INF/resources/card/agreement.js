import { el } from './elements.js';

/**
 * The texts to agree to, each with a box that nobody ticked beforehand. The first line of a text is its name.
 *
 * @param given the purposes that stand, with the version agreed to
 */
export function agreement(texts, given = new Map()) {
  return el('div', { class: 'agreement' }, texts.map((text) => {
    const [name, ...words] = text.zh.split('\n');
    const box = el('input', { type: 'checkbox', name: text.purpose, 'data-version': text.version, checked: given.has(text.purpose) });
    return el('div', { class: 'consent' },
      el('label', {}, box, el('span', {}, name), text.required && el('em', {}, '必选')),
      el('details', {}, el('summary', {}, '查看全文 · read'), el('div', { class: 'words' }, words.join('\n').trim()),
        el('div', { class: 'words', lang: 'en' }, text.en)));
  }));
}

/** What is ticked, with the version that was shown. */
export function agreedTo(element) {
  return [...element.querySelectorAll('input:checked')]
    .map((box) => ({ purpose: box.name, textVersion: Number(box.dataset.version) }));
}
