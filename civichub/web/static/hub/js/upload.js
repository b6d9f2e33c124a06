// Files that go up as soon as they are chosen: how far they are, and in plain words what went wrong. Without this the
// form's own button sends them.

function partsOf (input) {
  const part = input.parentElement.querySelector('[data-upload-progress]')
  return { part, bar: part.querySelector('progress'), words: part.querySelector('[role="status"]') }
}

function say (input, text) {
  const { part, bar, words } = partsOf(input)
  part.hidden = !text
  bar.hidden = true
  words.textContent = text
}

function on (name, act) {
  document.addEventListener(name, (event) => {
    if (event.detail.elt?.matches?.('input[data-upload]')) act(event.detail.elt, event)
  })
}

on('htmx:beforeRequest', (input, event) => {
  const most = Number(input.dataset.largest) * 1e6
  const large = [...input.files].find((file) => file.size > most)
  if (!input.files.length) event.preventDefault()
  if (!large) return
  event.preventDefault()
  say(input, `${large.name} was not attached. It is larger than ${input.dataset.largest} MB.`)
  input.value = ''
})
on('htmx:xhr:progress', (input, event) => {
  if (!event.detail.lengthComputable) return
  const { part, bar, words } = partsOf(input)
  part.hidden = bar.hidden = false
  bar.value = Math.round(100 * event.detail.loaded / event.detail.total)
  words.textContent = bar.value < 100 ? 'Uploading' : 'Looking at the file'
})
on('htmx:afterRequest', (input, event) => {
  if (!event.detail.successful) return say(input, 'The file was not attached, because the connection is lost. Choose it again in a moment.')
  say(input, '')
  input.value = ''
})
