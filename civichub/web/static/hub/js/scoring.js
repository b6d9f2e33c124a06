// Scoring by keys: a number answers the question one is at and goes on to the next. Like all single keys they never act
// in a text box and can be switched off (WCAG 2.2, 2.1.4). The recording is played by the keys that its buttons name.

const form = document.querySelector('[data-scoring]')
const questions = [...form.querySelectorAll('[data-question]')]
const radios = (question) => [...question.querySelectorAll('input[type="radio"]')]
const isAnswered = (question) => radios(question).some((radio) => radio.checked)

function at () {
  return questions.find((question) => question.contains(document.activeElement)) || questions.find((one) => !isAnswered(one))
}

function go (question) {
  const open = radios(question)
  const target = open.find((radio) => radio.checked) || open[0]
  target.focus()
  question.scrollIntoView({ block: 'center' })
}

function keysOn () {
  const chosen = window.localStorage.getItem('hub-single-keys')
  return chosen ? chosen === 'on' : document.body.dataset.shortcuts !== 'off'
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key) || !keysOn()) return
  if (event.target.matches('textarea, select, input:not([type="radio"])') || document.querySelector('dialog[open]')) return
  const question = at()
  if (!question) return
  const levels = radios(question)
  const radio = event.key === '0' ? levels.find((one) => one.value === 'na') : levels.filter((one) => one.value !== 'na')[Number(event.key) - 1]
  if (!radio) return
  event.preventDefault()
  radio.checked = true
  radio.dispatchEvent(new Event('change', { bubbles: true }))
  const next = questions[questions.indexOf(question) + 1]
  if (next) go(next)
  else form.querySelector('textarea[name="summary"]').focus()
})

form.querySelector('[data-keys]').hidden = false

for (const figure of document.querySelectorAll('.quality-recording')) {
  const audio = figure.querySelector('audio')
  for (const button of figure.querySelectorAll('button')) {
    button.hidden = false
    button.addEventListener('click', () => {
      if (button.dataset.skip) audio.currentTime = Math.max(0, audio.currentTime + Number(button.dataset.skip))
      else if (audio.paused) audio.play()
      else audio.pause()
    })
  }
}
