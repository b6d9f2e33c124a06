// Shortcuts, the sheet that lists them and the command palette. Everything is read from the page: an element with
// data-shortcut is pressed (or focused) by that key, one with data-command is listed by those words.
// Single keys never act in a text box and can be switched off (WCAG 2.2, 2.1.4): here or in the account.

const STORE = 'hub-single-keys'
const SEQUENCE_MS = 1200
const sheet = document.getElementById('hub-sheet')
const palette = document.getElementById('hub-palette')
const input = document.getElementById('hub-palette-input')
const list = document.getElementById('hub-palette-list')
const keySwitch = sheet.querySelector('[data-keys-switch]')

function singleKeysOn () {
  const chosen = window.localStorage.getItem(STORE)
  return chosen ? chosen === 'on' : document.body.dataset.shortcuts !== 'off'
}

function isTyping (target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === 'INPUT' && !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type))
}

function isShown (element) {
  return element.getClientRects().length > 0 && !element.closest('dialog')
}

function use (element) {
  if (element.tagName !== 'SUMMARY') element.closest('details')?.setAttribute('open', '')
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) {
    element.focus()
    if (element.select) element.select()
  } else if (element.hasAttribute('data-focus')) element.focus()
  else {
    if (element.tagName === 'SUMMARY') element.focus()
    element.click()
  }
}

function open (dialog) {
  if (document.querySelector('dialog[open]')) return
  if (dialog === sheet) listKeys()
  if (dialog === palette) { input.value = ''; listCommands() }
  dialog.showModal()
}

function listKeys () {
  const rows = sheet.querySelector('[data-keys-list]')
  rows.querySelectorAll('[data-found]').forEach((row) => row.remove())
  const seen = new Set()
  document.querySelectorAll('[data-shortcut]').forEach((element) => {
    const keys = element.dataset.shortcut
    if (seen.has(keys) || !isShown(element)) return
    seen.add(keys)
    const row = document.createElement('div')
    row.dataset.found = ''
    const term = document.createElement('dt')
    keys.split(' ').forEach((key, index) => {
      const cap = document.createElement('kbd')
      cap.textContent = key
      if (index) term.append(' then ')
      term.append(cap)
    })
    const words = document.createElement('dd')
    words.textContent = element.dataset.shortcutWords || element.textContent.trim()
    row.append(term, words)
    rows.append(row)
  })
}

let shown = []
let chosen = 0

function listCommands () {
  const wanted = input.value.trim().toLowerCase()
  const words = wanted.split(/\s+/)
  const commands = [...document.querySelectorAll('[data-command]')].filter(isShownOrCollapsed).map((element) => ({
    text: element.dataset.command, keys: element.dataset.shortcut || '', act: () => use(element)
  }))
  shown = commands.filter((command) => words.every((word) => command.text.toLowerCase().includes(word))).slice(0, 9)
  const search = document.getElementById('hub-search')
  if (wanted && search) {
    shown.push({ text: `Search for “${input.value.trim()}”`, keys: '', act: () => { search.value = input.value.trim(); search.form.requestSubmit() } })
  }
  chosen = 0
  list.replaceChildren(...shown.map((command, index) => {
    const item = document.createElement('li')
    item.id = `hub-command-${index}`
    item.className = 'hub-palette__item'
    item.setAttribute('role', 'option')
    const text = document.createElement('span')
    text.textContent = command.text
    const keys = document.createElement('span')
    keys.className = 'hub-muted'
    keys.textContent = command.keys
    item.append(text, keys)
    item.addEventListener('click', () => run(index))
    return item
  }))
  mark()
}

// A menu that is folded away on a narrow screen still offers its commands.
function isShownOrCollapsed (element) { return !element.closest('dialog') && !element.hidden }

function mark () {
  [...list.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === chosen)))
  if (shown.length) input.setAttribute('aria-activedescendant', `hub-command-${chosen}`)
  else input.removeAttribute('aria-activedescendant')
  list.children[chosen]?.scrollIntoView({ block: 'nearest' })
}

function run (index) {
  const command = shown[index]
  if (!command) return
  palette.close()
  command.act()
}

input.addEventListener('input', listCommands)
input.addEventListener('keydown', (event) => {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (move && shown.length) {
    chosen = (chosen + move + shown.length) % shown.length
    mark()
    event.preventDefault()
  } else if (event.key === 'Enter') {
    run(chosen)
    event.preventDefault()
  }
})

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open-dialog]')
  if (opener) open(document.getElementById(opener.dataset.openDialog))
  if (event.target.closest('[data-close-dialog]')) event.target.closest('dialog').close()
})

// What shows a key beside its words (kbd) is hidden while the keys are off.
function showKeys () { document.body.dataset.shortcuts = singleKeysOn() ? 'on' : 'off' }
showKeys()
keySwitch.checked = singleKeysOn()
keySwitch.addEventListener('change', () => {
  window.localStorage.setItem(STORE, keySwitch.checked ? 'on' : 'off')
  showKeys()
})

let before = { key: '', at: 0 }

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault()
    if (palette.open) palette.close()
    else open(palette)
    return
  }
  if (event.ctrlKey && event.key === 'Enter' && event.target.form) {
    event.target.form.requestSubmit()
    return
  }
  if (event.key === 'Escape' && isTyping(event.target) && !event.target.closest('dialog')) {
    event.target.blur()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (document.querySelector('dialog[open]') || !singleKeysOn()) return
  if (event.key === '?') {
    event.preventDefault()
    open(sheet)
    return
  }
  const sequence = Date.now() - before.at < SEQUENCE_MS ? `${before.key} ${event.key}` : ''
  before = { key: event.key, at: Date.now() }
  const match = [...document.querySelectorAll('[data-shortcut]')].filter((element) => !element.closest('dialog'))
  const target = match.find((element) => element.dataset.shortcut === sequence) ||
    match.find((element) => element.dataset.shortcut === event.key)
  if (target) {
    event.preventDefault()
    use(target)
  }
})
