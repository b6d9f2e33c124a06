// Speaks new calls in the languages that are set, where the device has a voice for them. A browser speaks only after
// somebody has touched the page once, hence the button.

const WORDS = { en: 'Counter', cy: 'Cownter', pl: 'Stanowisko', pa: 'ਕਾਊਂਟਰ', ur: 'کاؤنٹر', uk: 'Вікно' }
const button = document.querySelector('[data-voice]')
let on = false
let last = newest()

function newest () {
  const ids = [...document.querySelectorAll('[data-call]')].map((row) => Number(row.dataset.call))
  return Math.max(0, ...ids)
}

function speak (row) {
  const { who, counter } = row.dataset
  const spelled = /^[A-Z]{1,2}\d+$/.test(who) ? who.split('').join(' ') : who
  for (const language of button.dataset.voice.split(' ').filter(Boolean)) {
    const has = window.speechSynthesis.getVoices().some((voice) => voice.lang.startsWith(language.slice(0, 2)))
    if (!has) continue
    const where = /^\d+$/.test(counter) ? `${WORDS[language.slice(0, 2)]} ${counter}` : counter
    const utterance = new window.SpeechSynthesisUtterance(`${spelled}. ${where}.`)
    utterance.lang = language
    utterance.rate = 0.85
    window.speechSynthesis.speak(utterance)
  }
}

button.hidden = !('speechSynthesis' in window)
button.addEventListener('click', () => {
  on = !on
  button.setAttribute('aria-pressed', String(on))
  button.textContent = on ? 'Turn off spoken calls' : 'Turn on spoken calls'
})

document.addEventListener('htmx:afterSwap', () => {
  const rows = [...document.querySelectorAll('[data-call]')].filter((row) => Number(row.dataset.call) > last)
  last = Math.max(last, newest())
  if (on) rows.reverse().forEach(speak)
})
