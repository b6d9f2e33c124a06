// The telephone of somebody at a desk, in a window of its own: it stays where it is while they turn the pages of the
// hub. What it is doing it tells to every page of this browser, and does what they ask (phone-bar.js).
// See docs/decisions/0029-the-browser-telephone.md.

const page = document.querySelector('[data-phone]').dataset
const [{ default: JsSIP }, { listen }, { Bell }] = await Promise.all(
  [page.jssip, page.microphone, page.bell].map((address) => import(address)))
const bars = new BroadcastChannel(`hub-phone-${page.person}`)
const own = crypto.randomUUID()
const sound = document.querySelector('audio')
const bell = new Bell()
const ASK_MS = 10000
const SOON_MS = 500 // the switchboard has done by then what was asked of it; where there is a stream it says so itself
const LEFT_ALONE = 481 // the answer of an exchange that no longer knows the call
const REFUSED = 603
const ENGAGED = 486

let ua = null
let session = null
const state = { line: 'connecting', microphone: 'asking', call: null, desk: null }

function tell (changes = {}) {
  Object.assign(state, changes)
  bars.postMessage({ state })
  document.title = state.call?.ringing ? `Ringing: ${state.call.who}` : page.title
}

async function ask (path, values) {
  const body = values && new URLSearchParams({ csrfmiddlewaretoken: page.csrf, window: own, ...values })
  const answer = await fetch(path, body ? { method: 'POST', body } : { cache: 'no-store' })
  if (answer.redirected || answer.status === 403) return { yours: false, signedOut: true }
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.status === 204 ? {} : answer.json()
}

// The microphone. It is held open while the telephone is there: only then does the browser say at once that it was
// unplugged, and may the bell ring in a window that nobody has touched.

const microphone = listen({
  found (track) {
    track.enabled = !state.call?.muted // whoever muted themselves and plugs in another headset stays so
    session?.connection?.getSenders().forEach((sender) => sender.replaceTrack(track))
    tell({ microphone: 'ready' })
  },
  lost (why) {
    if (state.microphone === why) return
    tell({ microphone: why })
    ask(page.trouble, { why }).catch(() => {})
  }
})

// The line.

async function look () {
  if (!ua) return
  try {
    const found = await ask(`${page.standing}?window=${own}`)
    if (!found.yours) leave(found.signedOut ? 'signed-out' : 'elsewhere')
    else tell({ desk: found.call || null })
    return found.yours
  } catch { return true } // the hub is away; the exchange may well be there
}

function leave (why) {
  const left = ua
  ua = null
  tell({ line: why })
  if (!session) left.stop()
  else session.on('ended', () => left.stop())
}

async function begin () {
  const line = await ask(page.open, {})
  if (!line.user) return tell({ line: 'signed-out' })
  ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(line.server)],
    uri: `sip:${line.user}@civichub`,
    authorization_user: line.user,
    password: line.password,
    register: false, // only once the hub has said that the line is still this window's
    register_expires: 120,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 10
  })
  const mine = ua
  ua.on('connected', async () => { if (await look() && ua === mine) ua.register() })
  ua.on('registered', () => tell({ line: 'ready' }))
  for (const lost of ['disconnected', 'unregistered', 'registrationFailed']) {
    ua.on(lost, () => { if (ua === mine) tell({ line: 'lost' }) })
  }
  ua.on('registrationFailed', () => window.setTimeout(() => { if (ua === mine && ua.isConnected()) ua.register() }, ASK_MS))
  ua.on('newRTCSession', ({ session: one, request }) => ring(one, request))
  ua.start()
}

// Calls.

function ring (one, request) {
  if (session) return one.terminate({ status_code: ENGAGED })
  session = one
  const number = one.remote_identity.uri.user
  const who = /^\+?[0-9]+$/.test(number) ? number : one.remote_identity.display_name || number
  one.on('peerconnection', ({ peerconnection }) => {
    peerconnection.addEventListener('track', ({ track }) => { sound.srcObject = new MediaStream([track]) })
  })
  one.on('confirmed', () => {
    bell.stop()
    tell({ call: { who, since: Date.now(), muted: false } })
    window.setTimeout(look, SOON_MS)
  })
  for (const end of ['ended', 'failed']) one.on(end, () => over(one))
  tell({ call: { who, ringing: true } })
  if (/answer-after=0/.test(request.getHeader('Call-Info') || '')) answer()
  else bell.ring()
}

function answer () {
  if (!session || session.isEstablished() || !state.call?.ringing) return
  const track = microphone.track()
  if (!track) return
  bell.stop()
  track.enabled = true
  session.answer({ mediaStream: new MediaStream([track]), pcConfig: { iceServers: [] } })
}

function over (one) {
  if (session !== one) return
  session = null
  bell.stop()
  sound.srcObject = null
  if (microphone.track()) microphone.track().enabled = true
  tell({ call: null })
  look()
}

function mute () {
  const muted = !state.call.muted
  microphone.track().enabled = !muted
  tell({ call: { ...state.call, muted } })
}

const DOES = {
  ask: () => tell(),
  use: () => window.location.reload(),
  answer,
  decline: () => session?.terminate({ status_code: session.isEstablished() ? LEFT_ALONE : REFUSED }),
  'hang-up': () => session?.terminate(),
  mute: () => { if (state.call?.since && microphone.track()) mute() },
  hold: () => order(state.desk?.held ? 'resume' : 'hold'),
  key: ({ key }) => session?.isEstablished() && session.sendDTMF(key, { transportType: JsSIP.C.DTMF_TRANSPORT.RFC2833 })
}

async function order (kind) {
  await ask(page.order, { kind }).catch(() => {})
  window.setTimeout(look, SOON_MS)
}

bars.addEventListener('message', ({ data }) => { if (data.please in DOES) DOES[data.please](data) })
window.addEventListener('beforeunload', (event) => { if (session?.isEstablished()) event.preventDefault() })
window.addEventListener('pagehide', () => {
  bars.postMessage({ state: null })
  ua?.stop()
})

const news = new EventSource(page.news)
for (const word of ['desk', 'phone', 'resync']) news.addEventListener(word, look)
window.setInterval(look, ASK_MS)
await begin()
