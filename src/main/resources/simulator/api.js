/** The simulator's admin API. A refusal becomes an Error with the simulator's own words. */

async function call(method, path, body, { signal, type = 'application/json' } = {}) {
  const options = { method, signal, cache: 'no-store' };
  if (body !== undefined) {
    options.headers = { 'Content-Type': type };
    options.body = body instanceof Blob ? body : JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/simulator${path}`, options);
  } catch (error) {
    throw signal?.aborted ? error : new Error('模拟器没有回答 · the simulator does not answer');
  }
  const text = await response.text();
  const answer = text && response.headers.get('Content-Type')?.startsWith('application/json') ? JSON.parse(text) : {};
  if (!response.ok) {
    throw Object.assign(new Error(answer.error ?? `HTTP ${response.status}`), { status: response.status });
  }
  return answer;
}

function query(parameters) {
  const set = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined && value !== null);
  return `?${new URLSearchParams(set)}`;
}

const at = encodeURIComponent;

export const api = {
  accounts: () => call('GET', '/accounts'),

  users: (page) => call('GET', `/users${query(page)}`),
  user: (id) => call('GET', `/users/${at(id)}`),
  createUser: (person) => call('POST', '/users', person),
  changeUser: (user, fields) => call('PATCH', `/users/${at(user)}`, fields),
  block: (user, appid, blocked) => call('PUT', `/users/${at(user)}/blocked`, { appid, blocked }),
  /** action: follow, unfollow, scan, messages, menu, mini-program, login-codes, phone-codes, request, privacy */
  act: (user, action, body) => call('POST', `/users/${at(user)}/${action}`, body),
  conversations: (user) => call('GET', `/users/${at(user)}/conversations`),
  conversation: (user, appid, since, wait, signal) =>
    call('GET', `/users/${at(user)}/conversations/${at(appid)}${query({ since, wait })}`, undefined, { signal }),
  menu: (user, appid) => call('GET', `/users/${at(user)}/menus/${at(appid)}`),

  codes: (page) => call('GET', `/codes${query(page)}`),
  decode: (picture) => call('POST', '/decode', picture, { type: picture.type }),

  clock: () => call('GET', '/clock'),
  advance: (by) => call('POST', '/clock/advance', { by }),
  resetClock: () => call('PUT', '/clock', { offset: 'PT0S' }),

  pushes: (page) => call('GET', `/pushes${query(page)}`),
  resend: (id) => call('POST', `/pushes/${id}/resend`, { wait: true }),
  release: (ids) => call('POST', '/pushes/release', { ids, wait: true }),

  faults: () => call('GET', '/faults'),
  addFault: (fault) => call('POST', '/faults', fault),
  removeFault: (id) => call('DELETE', `/faults/${id}`),
  pushFaults: () => call('GET', '/push-faults'),
  setPushFault: (appid, fault) => call('PUT', `/push-faults/${at(appid)}`, fault),
  removePushFault: (appid) => call('DELETE', `/push-faults/${at(appid)}`),
};
