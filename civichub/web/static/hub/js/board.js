// Speaks new calls: as the hub's own sound in each language of the desk; where that fails by the browser's voice; and
// where that fails too with a chime. A browser plays only after somebody has touched the page once, hence the button.

const WORDS = { en: 'Counter', cy: 'Cownter', pl: 'Stanowisko', pa: 'ਕਾਊਂਟਰ', ur: 'کاؤنٹر', uk: 'Вікно' }
const LATE_MS = 20000 // the board asks every 5 seconds
const button = document.querySelector('[data-voice]')
const lost = document.getElementById('board-lost')
let on = false
let last = newest()
let queue = Promise.resolve()
let read = Date.now()
window.htmx.config.timeout = 8000 // a question that hangs would keep every later one from being asked

function newest () {
  const ids = [...document.querySelectorAll('[data-call]')].map((row) => Number(row.dataset.call))
  return Math.max(0, ...ids)
}

function play (address) {
  return new Promise((resolve, reject) => {
    const sound = new Audio(address)
    sound.addEventListener('ended', resolve)
    sound.addEventListener('error', reject)
    sound.play().catch(reject)
  })
}

function say (row) {
  const voices = window.speechSynthesis ? window.speechSynthesis.getVoices() : []
  const { who, counter } = row.dataset
  const spelled = /^[A-Z]{1,2}\d+$/.test(who) ? who.split('').join(' ') : who
  const able = button.dataset.voice.split(' ').filter((one) => one && voices.some((v) => v.lang.startsWith(one.slice(0, 2))))
  for (const language of able) {
    const where = /^\d+$/.test(counter) ? `${WORDS[language.slice(0, 2)]} ${counter}` : counter
    const utterance = new window.SpeechSynthesisUtterance(`${spelled}. ${where}.`)
    utterance.lang = language
    utterance.rate = 0.85
    window.speechSynthesis.speak(utterance)
  }
  return able.length > 0
}

function chime () {
  const context = new window.AudioContext()
  for (const [tone, begin] of [[880, 0], [660, 0.35]]) {
    const source = context.createOscillator()
    const volume = context.createGain()
    source.frequency.value = tone
    volume.gain.setValueAtTime(0.3, context.currentTime + begin)
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + begin + 0.6)
    source.connect(volume).connect(context.destination)
    source.start(context.currentTime + begin)
    source.stop(context.currentTime + begin + 0.6)
  }
}

async function speak (row) {
  const sounds = row.dataset.sounds.split(' ').filter(Boolean)
  try {
    if (!sounds.length) throw new Error('no voice')
    for (const address of sounds) await play(address)
  } catch {
    if (!say(row)) chime()
  }
}

function turn (to) {
  on = to
  button.setAttribute('aria-pressed', String(on))
  button.textContent = on ? 'Turn off spoken calls' : 'Turn on spoken calls'
}

button.hidden = false
button.addEventListener('click', () => turn(!on))
if ('atOnce' in button.dataset) turn(true)

document.addEventListener('htmx:afterSwap', () => {
  lost.hidden = true
  read = Date.now()
  const rows = [...document.querySelectorAll('[data-call]')].filter((row) => Number(row.dataset.call) > last)
  last = Math.max(last, newest())
  if (on) rows.reverse().forEach((row) => { queue = queue.then(() => speak(row)) })
})

function tellLost () {
  const seconds = Math.round((Date.now() - read) / 1000)
  const age = seconds < 120 ? `${Math.max(5, Math.floor(seconds / 5) * 5)} seconds` : `${Math.floor(seconds / 60)} minutes`
  lost.querySelector('[data-age]').textContent = age
  lost.querySelector('[data-last-updated]').textContent = document.getElementById('board').dataset.now
  lost.hidden = false
}

for (const kind of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) document.addEventListener(kind, tellLost)
window.addEventListener('offline', tellLost)
setInterval(() => { if (!lost.hidden || Date.now() - read > LATE_MS) tellLost() }, 5000)
