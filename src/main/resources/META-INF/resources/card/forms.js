import { el, field } from './elements.js';

const GENDERS = [['', '不填'], ['FEMALE', '女'], ['MALE', '男'], ['OTHER', '其他']];

/** What a person may tell of themselves; {@code value()} is null where nothing is told. */
export function profileFields(known = {}) {
  const name = el('input', { name: 'name', maxlength: 40, autocomplete: 'name', value: known.name });
  const birthday = el('input', { name: 'birthday', type: 'date', value: known.birthday });
  const gender = el('select', { name: 'gender' }, GENDERS.map(([code, label]) =>
    el('option', { value: code, selected: code === (known.gender ?? '') }, label)));
  const area = el('input', { name: 'area', maxlength: 60, autocomplete: 'address-level2', value: known.area });
  return {
    element: el('div', { class: 'fields' },
      field('姓名', name), field('生日', birthday, '用于生日礼遇'), field('性别', gender), field('所在地区', area, '如 上海市静安区')),
    value: () => {
      const told = {
        name: name.value.trim() || null, birthday: birthday.value || null, gender: gender.value || null, area: area.value.trim() || null,
      };
      return Object.values(told).some(Boolean) ? told : null;
    },
  };
}

/** Who consents for somebody under 14; {@code value()} is null where neither field is filled in. */
export function guardianFields() {
  const name = el('input', { name: 'guardian-name', maxlength: 60, autocomplete: 'off' });
  const phone = el('input', { name: 'guardian-phone', type: 'tel', maxlength: 30, autocomplete: 'off' });
  return {
    element: el('div', { class: 'fields' }, field('监护人姓名', name), field('监护人手机号', phone)),
    value: () => (name.value.trim() || phone.value.trim() ? { name: name.value.trim(), phone: phone.value.trim() } : null),
  };
}
