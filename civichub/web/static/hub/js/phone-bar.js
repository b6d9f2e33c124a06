// What every page shows of the telephone in the browser, and the keys that go to it. The telephone itself is in a
// window of its own (phone.js).

const SILENCE_MS = 1500
const ASK_MS = 5000
const WORDS = {
  closed: 'Your telephone is not open. Calls cannot reach you.',
  connecting: 'Your telephone is connecting.',
  ready: 'Telephone ready',
  lost: 'Your telephone is not connected. Calls cannot reach you. It tries again by itself.',
  elsewhere: 'Your telephone is open in another window or browser.',
  'signed-out': 'You are signed out. Sign in, and open the telephone again.',
  none: 'There is no microphone. Plug in the headset. Then say that you are ready.',
  refused: 'This browser may not use the microphone. Allow it beside the address, then say that you are ready.',
  insecure: 'A browser gives no microphone to a page without https. Ask whoever runs the hub.'
}
let bar = null
let channel = null
let state = null
let heardAt = 0

function wordsNow () {
  if (!state) return WORDS.closed
  const deaf = WORDS[state.microphone]
  if (state.call && deaf && state.microphone !== 'ready') return `They cannot hear you. ${deaf}`
  if (state.call?.ringing) return `Ringing: ${state.call.who}`
  if (state.call) return state.desk?.held ? 'On hold' : state.call.muted ? 'Muted: they cannot hear you' : 'On the telephone'
  if (state.line !== 'ready') return WORDS[state.line]
  return state.microphone === 'asking' ? WORDS.connecting : state.microphone === 'ready' ? WORDS.ready : deaf
}

function wanted () {
  const isCall = Boolean(document.querySelector('[data-phone-answers]'))
  const call = state?.call
  return {
    open: !state,
    use: state?.line === 'elsewhere' && !call,
    answer: Boolean(call?.ringing) && !isCall,
    decline: Boolean(call?.ringing) && !isCall,
    mute: Boolean(call?.since),
    hold: Boolean(call?.since && state.desk),
    keys: Boolean(call?.since),
    pass: Boolean(call?.since && state.desk?.pass),
    'hang-up': Boolean(call?.since)
  }
}

function show () {
  if (!bar) return
  const line = bar.querySelector('[data-phone-words]')
  const words = wordsNow()
  if (line.textContent !== words) line.textContent = words
  const isGood = state?.line === 'ready' && state.microphone === 'ready'
  bar.classList.toggle('hub-work__offer', !isGood || Boolean(state?.call?.ringing))
  const since = bar.querySelector('[data-timer-from]')
  since.hidden = !state?.call?.since
  if (state?.call?.since) since.dataset.timerFrom = new Date(state.call.since).toISOString()
  const shown = wanted()
  bar.querySelectorAll('[data-phone-do]').forEach((button) => {
    button.hidden = !shown[button.dataset.phoneDo]
    if (button.dataset.key) button.toggleAttribute('data-shortcut', !button.hidden)
    if (button.dataset.key && !button.hidden) button.dataset.shortcut = button.dataset.key
  })
  name('mute', state?.call?.muted ? 'Speak again' : 'Mute')
  name('hold', state?.desk?.held ? 'Go on' : 'Hold')
  if (state?.desk && state.call?.since) {
    Object.assign(bar.dataset, { opens: state.desk.opens, opensOnce: state.desk.once })
    document.dispatchEvent(new CustomEvent('hub:call'))
  } else delete bar.dataset.opens
  const pass = bar.querySelector('a[data-phone-do="pass"]')
  if (state?.desk?.pass) pass.href = state.desk.pass
}

function name (what, words) {
  const name = bar.querySelector(`[data-phone-do="${what}"] [data-words]`)
  if (name.textContent !== words) name.textContent = words
}

function begin () {
  const found = document.getElementById('phone-bar')
  if (!found || found === bar) return show()
  bar = found
  if (!channel) {
    channel = new BroadcastChannel(`hub-phone-${bar.dataset.person}`)
    channel.addEventListener('message', ({ data }) => {
      if (!('state' in data)) return
      state = data.state
      heardAt = Date.now()
      show()
    })
  }
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('button')
    if (button?.dataset.phoneKey) channel.postMessage({ please: 'key', key: button.dataset.phoneKey })
    else if (button?.dataset.phoneDo === 'open') window.open(bar.dataset.phoneAddress, 'hub-phone', 'popup,width=420,height=420')
    else if (button?.dataset.phoneDo) channel.postMessage({ please: button.dataset.phoneDo })
  })
  ask()
}

function ask () {
  if (!channel) return
  channel.postMessage({ please: 'ask' })
  window.setTimeout(() => {
    if (Date.now() - heardAt < SILENCE_MS + 100) return
    state = null
    show()
  }, SILENCE_MS)
}

// Accepting a call on the screen takes the telephone off the hook.
document.addEventListener('submit', (event) => {
  if (event.target.matches('[data-phone-answers]')) channel?.postMessage({ please: 'answer' })
})
document.addEventListener('htmx:afterSettle', begin)
window.setInterval(ask, ASK_MS)
begin()
