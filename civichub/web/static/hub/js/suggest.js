// Suggests addresses under a box in which somebody says where. The form works without it: what was typed is sent.
// A form with data-suggest names the address that answers; the box is [data-map-words] or the one called "where".

const WAIT_MS = 200
const LEAST_LETTERS = 3

function start (form) {
  const box = form.querySelector('[data-map-words]') || form.querySelector('[name="where"]')
  if (!box || box.dataset.suggests) return
  box.dataset.suggests = 'yes'
  const holder = document.createElement('div')
  holder.className = 'hub-suggest'
  box.replaceWith(holder)
  const list = document.createElement('ul')
  list.className = 'hub-suggest__list'
  list.id = `${box.id}-suggestions`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Addresses')
  list.hidden = true
  const said = document.createElement('div')
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  holder.append(box, list, said)
  box.setAttribute('role', 'combobox')
  box.setAttribute('aria-autocomplete', 'list')
  box.setAttribute('aria-expanded', 'false')
  box.setAttribute('aria-controls', list.id)
  box.setAttribute('autocomplete', 'off')

  let found = []
  let chosen = -1
  let waiting = 0
  let asked = 0

  function close () {
    list.hidden = true
    chosen = -1
    box.setAttribute('aria-expanded', 'false')
    box.removeAttribute('aria-activedescendant')
  }

  function mark (index) {
    const items = [...list.children]
    items.forEach((item, at) => item.setAttribute('aria-selected', String(at === index)))
    chosen = index
    if (index < 0) return box.removeAttribute('aria-activedescendant')
    box.setAttribute('aria-activedescendant', items[index].id)
    items[index].scrollIntoView({ block: 'nearest' })
  }

  function take (address) {
    box.value = address.line
    close()
    const map = box.closest('[data-hub-map]')
    if (map) {
      const detail = { latitude: address.latitude, longitude: address.longitude, words: `Pin at ${address.line}.` }
      map.dispatchEvent(new CustomEvent('hub:look-at', { detail }))
    } else {
      box.value = address.uprn
      form.submit()
    }
  }

  function show () {
    list.replaceChildren(...found.map((address, index) => {
      const item = document.createElement('li')
      item.id = `${list.id}-${index}`
      item.setAttribute('role', 'option')
      item.setAttribute('aria-selected', 'false')
      item.textContent = address.line
      item.addEventListener('mousedown', (event) => event.preventDefault())
      item.addEventListener('click', () => take(address))
      return item
    }))
    list.hidden = !found.length
    chosen = -1
    box.setAttribute('aria-expanded', String(found.length > 0))
    said.textContent = found.length ? `${found.length} addresses. Use the arrow keys to choose.` : ''
  }

  async function ask () {
    const words = box.value.trim()
    if (words.length < LEAST_LETTERS) return close()
    const mine = ++asked
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`)
      if (!answer.ok || mine !== asked) return
      found = (await answer.json()).addresses
      show()
    } catch {
      close()
    }
  }

  box.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, WAIT_MS)
  })
  box.addEventListener('blur', () => setTimeout(close, 150))
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close()
    if (list.hidden) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      mark((chosen + step + found.length + (chosen < 0 && step < 0 ? 1 : 0)) % found.length)
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault()
      take(found[chosen])
    }
  })
}

document.querySelectorAll('form[data-suggest]').forEach(start)
