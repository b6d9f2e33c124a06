// Says how old the figures are once the connection is lost: a board that stands still must not look like a quiet day.

const LATE_SECONDS = 25 // the page asks every 15 seconds even when nothing happens
const LOST_SECONDS = 5 // once the stream or a question has failed
const AGAIN_SECONDS = 5
const old = document.getElementById('wall-old')
const button = document.querySelector('[data-fullscreen]')
let read = Date.now()
let gone = false
let lost = false
let asked = 0
window.htmx.config.timeout = 8000 // a question that hangs would keep every later one from being asked

for (const kind of ['htmx:sseError', 'htmx:sendError', 'htmx:timeout', 'htmx:responseError']) {
  document.addEventListener(kind, () => { lost = true })
}
document.addEventListener('htmx:afterSwap', () => { read = Date.now(); lost = false })
document.addEventListener('htmx:responseError', (event) => {
  if (event.detail.xhr.status !== 404) return
  gone = true
  document.getElementById('wall').replaceChildren()
  say('This screen may not show these figures any more.')
})

function say (words) {
  old.hidden = !words
  if (old.textContent !== words) old.textContent = words
  document.body.classList.toggle('hub-wall--old', Boolean(words))
}

setInterval(() => {
  if (gone) return
  const seconds = Math.round((Date.now() - read) / 1000)
  if (lost && Date.now() - asked > AGAIN_SECONDS * 1000) {
    asked = Date.now()
    window.htmx.trigger('#wall', 'sse:resync')
  }
  if (seconds < (lost ? LOST_SECONDS : LATE_SECONDS)) return say('')
  const age = seconds < 120 ? `${Math.floor(seconds / 5) * 5} seconds` : `${Math.floor(seconds / 60)} minutes`
  say(`No connection. The figures are ${age} old.`)
}, 1000)

if (document.documentElement.requestFullscreen) {
  button.hidden = false
  button.addEventListener('click', () => document.documentElement.requestFullscreen())
}
