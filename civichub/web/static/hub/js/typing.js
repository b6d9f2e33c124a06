// What is typed in a contact outlives the browser, the line and a second tab. A form with data-keep is kept at that
// address a moment after the last key; until the server has it, a copy stays in this browser.

const PAUSE_MS = 800
const RETRY_MS = 4000
const PREFIX = 'hub-typed:'
const forms = [...document.querySelectorAll('form[data-keep]')]
const own = (name) => name !== 'csrfmiddlewaretoken' && name !== 'key' && name !== 'go'

function read (form) {
  const values = {}
  for (const [name, value] of new FormData(form)) {
    if (own(name) && typeof value === 'string') (values[name] ||= []).push(value)
  }
  return values
}

const plain = (values) => JSON.stringify(Object.entries(values).filter(([name]) => name !== 'shown')
  .map(([name, texts]) => [name, texts.map((text) => text.replace(/\r\n/g, '\n').trim()).filter(Boolean)])
  .filter(([, texts]) => texts.length).sort())

function write (form, values) {
  for (const field of form.elements) {
    if (!field.name || !own(field.name) || field.type === 'hidden') continue
    const texts = values[field.name] || []
    if (/^(radio|checkbox)$/.test(field.type)) field.checked = texts.includes(field.value)
    else if (texts.length && field.value !== texts[0]) field.value = texts[0]
  }
}

class Kept {
  constructor (form) {
    this.form = form
    this.address = form.dataset.keep
    this.store = PREFIX + this.address
    this.line = form.querySelector('[data-kept]')
    this.timer = 0
    this.away = false
    this.waiting = null
    const copy = this.copy()
    if (copy && plain(copy.values) !== plain(read(form))) {
      write(form, copy.values)
      this.say('What you typed has been put back.')
      this.later(0)
    } else if (copy) window.localStorage.removeItem(this.store)
    form.addEventListener('input', () => this.typed())
    form.addEventListener('change', () => this.typed())
    form.addEventListener('submit', (event) => this.submit(event))
    window.addEventListener('online', () => this.later(0))
    window.addEventListener('offline', () => this.lost())
  }

  copy () {
    try {
      return JSON.parse(window.localStorage.getItem(this.store))
    } catch { return null }
  }

  say (words) { if (this.line && this.line.textContent !== words) this.line.textContent = words }

  typed () {
    window.localStorage.setItem(this.store, JSON.stringify({ values: read(this.form) }))
    this.later(PAUSE_MS)
  }

  later (ms) {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.send(), ms)
  }

  lost () {
    this.away = true
    this.say('Not connected. What you type is kept in this browser and sent when the line is back.')
    this.later(RETRY_MS)
  }

  async send () {
    const copy = window.localStorage.getItem(this.store)
    if (copy === null && !this.away) return
    let answer
    try {
      answer = await fetch(this.address, { method: 'POST', body: new FormData(this.form), redirect: 'error' })
    } catch {
      this.lost()
      return
    }
    if (answer.status >= 500) {
      this.lost()
      return
    }
    this.away = false
    if (!answer.ok) {
      this.say('This is not kept any more. Copy what you need and open the contact again.')
      return
    }
    if (window.localStorage.getItem(this.store) === copy) window.localStorage.removeItem(this.store)
    else this.later(PAUSE_MS)
    this.say('Kept.')
    if (this.waiting) {
      const { button } = this.waiting
      this.waiting = null
      this.form.requestSubmit(button)
    }
  }

  submit (event) {
    if (this.away || !navigator.onLine) {
      event.preventDefault()
      this.waiting = { button: event.submitter || undefined }
      window.localStorage.setItem(this.store, JSON.stringify({ values: read(this.form) }))
      this.lost()
      this.say('Not connected. This is sent as soon as the line is back; you can go on typing.')
      return
    }
    window.clearTimeout(this.timer)
    window.localStorage.setItem(this.store, JSON.stringify({ values: read(this.form), submitted: true }))
  }
}

// A copy whose form was submitted is done with once any other page has come from the server.
for (const name of Object.keys(window.localStorage)) {
  if (!name.startsWith(PREFIX) || forms.some((form) => PREFIX + form.dataset.keep === name)) continue
  try {
    if (JSON.parse(window.localStorage.getItem(name)).submitted) window.localStorage.removeItem(name)
  } catch { window.localStorage.removeItem(name) }
}
forms.forEach((form) => new Kept(form))

// One contact, one tab: the later one is told, and may take over.
const page = document.querySelector('[data-contact]')
if (page && 'BroadcastChannel' in window) {
  const me = { contact: page.dataset.contact, tab: `${Date.now()}-${Math.random()}` }
  const channel = new BroadcastChannel('hub-contact')
  const notice = page.querySelector('[data-elsewhere]')
  const moved = page.querySelector('[data-moved]')
  let others = new Set()

  const stop = (yes) => page.querySelectorAll('form[method="post"]').forEach((form) => { form.inert = yes })

  channel.addEventListener('message', ({ data }) => {
    if (data.contact !== me.contact || data.tab === me.tab) return
    if (data.says === 'hello') channel.postMessage({ ...me, says: 'here', to: data.tab })
    if (data.says === 'here' && data.to === me.tab && moved.hidden) {
      others.add(data.tab)
      notice.hidden = false
      stop(true)
    }
    if (data.says === 'gone' && others.delete(data.tab) && !others.size) {
      notice.hidden = true
      stop(false)
    }
    if (data.says === 'take') {
      moved.hidden = false
      notice.hidden = true
      stop(true)
    }
  })
  notice.querySelector('button').addEventListener('click', () => {
    channel.postMessage({ ...me, says: 'take' })
    others = new Set()
    window.sessionStorage.setItem('hub-took', me.contact)
    window.setTimeout(() => window.location.reload(), 300)
  })
  moved.querySelector('button').addEventListener('click', () => window.location.reload())
  window.addEventListener('pagehide', () => channel.postMessage({ ...me, says: 'gone' }))
  if (window.sessionStorage.getItem('hub-took') === me.contact) {
    window.sessionStorage.removeItem('hub-took')
    channel.postMessage({ ...me, says: 'take' })
  } else channel.postMessage({ ...me, says: 'hello' })
}
