import { button, el } from './elements.js';

const ENOUGH = 20;

/**
 * A long list, page by page.
 *
 * @param queries each takes a cursor and resolves to {@code {items, next}}; one after the other
 * @param draw makes the element of an item
 * @param empty said where there is nothing
 */
export async function listing(app, queries, draw, empty) {
  const list = el('ul', { class: 'list' });
  const open = [...queries];
  let cursor = null;

  async function fetchMore() {
    for (let found = 0; open.length > 0 && found < ENOUGH;) {
      const { items, next } = await open[0](cursor);
      list.append(...items.map((item) => el('li', {}, draw(item))));
      found += items.length;
      cursor = next ?? null;
      if (cursor === null) {
        open.shift();
      }
    }
    more.hidden = open.length === 0;
  }

  const more = button('更多', () => app.attempt(fetchMore), { class: 'text wide', hidden: true });
  await fetchMore();
  return list.children.length === 0 ? el('p', { class: 'soft empty' }, empty) : [list, more];
}
