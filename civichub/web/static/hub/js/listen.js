// Links to sounds play here instead of leading away: one at a time, and pressed again they stop.
const player = new Audio()
let playing = null

function rest () {
  if (playing) playing.removeAttribute('aria-pressed')
  player.pause()
  playing = null
}

player.addEventListener('ended', rest)
player.addEventListener('error', () => { if (playing) window.location.assign(playing.href) })

for (const link of document.querySelectorAll('[data-listen]')) {
  link.setAttribute('role', 'button')
  link.addEventListener('click', (event) => {
    event.preventDefault()
    const stops = playing === link
    rest()
    if (stops) return
    playing = link
    link.setAttribute('aria-pressed', 'true')
    player.src = link.href
    player.play().catch(() => {})
  })
}
