/** Up to which message a person has read a conversation, kept in this browser. */

const KEY = 'guike.phone.seen';

function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function markSeen(user, appid, seq) {
  const seen = all();
  const key = `${user}/${appid}`;
  if (seen[key] !== seq) {
    seen[key] = seq;
    localStorage.setItem(KEY, JSON.stringify(seen));
  }
}

export function unseen(user, appid, seq) {
  // A simulator that began anew counts from one again.
  const seen = all()[`${user}/${appid}`] ?? 0;
  return seen > seq ? seq : seq - seen;
}
