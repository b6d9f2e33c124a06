// What both sides of a chat do alike: ask what is new and show it, and send what was typed until it has arrived. Lines
// that could not be sent wait in this browser under a number of their own, so that nothing is lost and nothing sent twice.

export const SHORT_MS = 3000
const LONGEST_MS = 20000
const AGAIN_MS = 8000

// Some time, or until the network is back.
export function pause (ms) {
  return new Promise((resolve) => {
    const end = () => {
      window.clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = window.setTimeout(end, ms)
    window.addEventListener('online', end)
  })
}

function newId () {
  return (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`).slice(0, 40)
}

function lineOf (side, label, state, one) {
  const line = document.createElement('li')
  line.className = `hub-chat__line hub-chat__line--${side} hub-chat__line--waiting`
  line.dataset.waiting = one.id
  const who = document.createElement('p')
  who.className = 'hub-chat__who'
  who.textContent = label
  const time = document.createElement('span')
  time.className = 'hub-chat__time'
  time.textContent = state
  who.append(time)
  const text = document.createElement('p')
  text.className = 'hub-chat__text'
  text.dir = 'auto'
  text.textContent = one.text
  line.append(who, text)
  return line
}

// `side` is whose page this is, `label` how its own waiting lines begin, `store` their name in this browser. `heard` is
// given each answer, `sent` is called after each line, and `gone` when the server knows no such chat. The form may be
// missing, where one can only read.
export function converse (chat, { side, label = '', store, heard, sent = () => {}, gone = null }) {
  const list = chat.querySelector('[data-chat-lines]')
  const scroller = list.parentElement
  const standing = chat.querySelector('[data-chat-standing]')
  const lost = chat.querySelector('[data-chat-lost]')
  const seen = chat.querySelector('[data-chat-seen]')
  const form = chat.querySelector('[data-chat-form]')
  const box = form?.querySelector('textarea')
  const token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value || ''
  const talk = { after: Number(chat.dataset.after), failures: 0, over: false, queue: [], box, form }
  let asking = Promise.resolve()
  let waitingLook = null
  let typingDue = false
  let typedAt = 0
  let sending = false
  try { talk.queue = JSON.parse(window.localStorage.getItem(store)) || [] } catch { /* private windows have none */ }

  function keep () {
    try { window.localStorage.setItem(store, JSON.stringify(talk.queue)) } catch { /* the same */ }
  }

  function post (url, fields) {
    const body = new FormData()
    Object.entries(fields).forEach(([name, value]) => body.append(name, value))
    const headers = { 'X-CSRFToken': token, Accept: 'application/json' }
    return fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(LONGEST_MS) })
  }

  talk.reached = (yes) => {
    talk.failures = yes ? 0 : talk.failures + 1
    lost.hidden = yes
  }

  // How long until the next try: longer from try to try, and not for everybody the same, so that they do not all come
  // at the moment the hub is back.
  talk.again = () => Math.min(1000 * 2 ** Math.min(talk.failures, 4), AGAIN_MS) * (0.6 + 0.4 * Math.random())

  function toEnd () { scroller.scrollTop = scroller.scrollHeight }

  function showWaiting () {
    list.querySelectorAll('[data-waiting]').forEach((line) => line.remove())
    talk.queue.forEach((one) => list.append(lineOf(side, label, lost.hidden ? 'sending' : 'not sent yet', one)))
    if (talk.queue.length) toEnd()
  }

  function showSeen (to) {
    const last = [...list.querySelectorAll(`.hub-chat__line--${side}[data-line]`)].at(-1)
    const read = Boolean(last) && Number(last.dataset.line) <= to
    seen.hidden = !read
    seen.textContent = read ? 'Read' : ''
  }

  // Asks one at a time. Whoever wants to know while a question waits to be asked shares its answer, so that a slow
  // server is never asked more than once behind what it answers already.
  talk.look = (typing = false) => {
    typingDue = typingDue || typing
    if (waitingLook) return waitingLook
    waitingLook = asking.then(() => {
      waitingLook = null
      const said = typingDue
      typingDue = false
      return ask(said)
    })
    asking = waitingLook
    return asking
  }

  async function ask (typing) {
    if (talk.over) return
    try {
      const answer = await post(chat.dataset.news, { after: talk.after, typing: typing ? '1' : '' })
      if (answer.status === 404 && gone) return gone()
      if (!answer.ok) throw new Error(String(answer.status))
      const news = await answer.json()
      talk.reached(true)
      const fresh = news.after > talk.after
      if (fresh) {
        talk.after = news.after
        const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80
        list.insertAdjacentHTML('beforeend', news.lines)
        if (atEnd) toEnd()
      }
      if (standing.innerHTML.trim() !== news.standing.trim()) standing.innerHTML = news.standing
      showSeen(news.seen_to)
      heard(news, fresh)
    } catch {
      talk.reached(false)
    }
    showWaiting()
  }

  talk.flush = async () => {
    if (sending || !form) return
    sending = true
    while (talk.queue.length && !talk.over) {
      const [one] = talk.queue
      try {
        const answer = await post(form.action, { text: one.text, client_id: one.id })
        if (answer.status === 409) {
          const { problem } = await answer.json()
          talk.queue.shift()
          box.value = [one.text, box.value].filter(Boolean).join('\n')
          say(problem)
        } else if (answer.ok) {
          talk.queue.shift()
        } else {
          throw new Error(String(answer.status))
        }
        keep()
        talk.look()
        sent()
      } catch {
        talk.reached(false)
        showWaiting()
        await pause(talk.again())
      }
    }
    sending = false
  }

  function quiet () { chat.querySelector('.govuk-error-message')?.remove() }

  function say (words) {
    document.getElementById('hub-announcer').textContent = words
    const problem = chat.querySelector('.govuk-error-message') || document.createElement('p')
    problem.className = 'govuk-error-message'
    problem.textContent = words
    form.before(problem)
  }

  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = box.value.trim()
    if (!text) return
    quiet()
    talk.queue.push({ id: newId(), text })
    box.value = ''
    keep()
    showWaiting()
    talk.flush()
    box.focus()
  })
  box?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.defaultPrevented) return
    event.preventDefault()
    form.requestSubmit()
  })
  box?.addEventListener('input', () => {
    if (Date.now() - typedAt < SHORT_MS) return
    typedAt = Date.now()
    talk.look(true)
  })
  const files = form && chat.querySelector('[data-chat-file]')
  files?.addEventListener('submit', async (event) => {
    event.preventDefault()
    const chosen = files.querySelector('[type="file"]')
    if (!chosen.files.length) return say('Choose a file first.')
    try {
      const answer = await post(files.action, { file: chosen.files[0], client_id: newId() })
      const { problem } = await answer.json()
      if (problem) return say(problem)
      chosen.value = ''
      quiet()
      await talk.look()
    } catch {
      say('The file was not sent, because the connection is lost. Try again in a moment.')
    }
  })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) talk.look() })
  window.addEventListener('online', () => { talk.failures = 0; talk.look(); talk.flush() })
  window.addEventListener('offline', () => { talk.reached(false); showWaiting() })

  toEnd()
  showWaiting()
  talk.flush()
  return talk
}
