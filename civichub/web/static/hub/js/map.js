// A map beside fields and lists that already work: it shows the places of a list, or fills the boxes of a field.
// Choosing needs no dragging and no pointer: move the map with the arrow keys and press "Put the pin here".

const ZOOM_OF_A_STREET = 16
const FIVE_DECIMALS = 5 // about a metre in Britain

function plainGrid (L) {
  const Grid = L.GridLayer.extend({
    createTile () {
      const tile = document.createElement('div')
      tile.className = 'hub-map__tile'
      return tile
    }
  })
  return new Grid({ tileSize: 64, attribution: 'No background map' })
}

function background (element, map, L) {
  map.attributionControl.setPrefix('Leaflet')
  plainGrid(L).addTo(map)
  if (!element.dataset.tiles) return
  const tiles = L.tileLayer(element.dataset.tiles, { maxZoom: 19, attribution: escaped(element.dataset.attribution) })
  tiles.addTo(map)
}

function escaped (text) {
  const holder = document.createElement('span')
  holder.textContent = text || ''
  return holder.innerHTML
}

function pin (L, other) {
  return L.divIcon({ className: '', html: `<div class="hub-map__pin${other ? ' hub-map__pin--other' : ''}"></div>`, iconSize: [28, 28], iconAnchor: [14, 34] })
}

function frame (element, label) {
  const box = document.createElement('div')
  box.className = 'hub-map__frame'
  const canvas = document.createElement('div')
  canvas.setAttribute('role', 'application')
  canvas.setAttribute('aria-label', label)
  box.append(canvas)
  element.querySelector('[data-map-place]').append(box)
  return { box, canvas }
}

function showPlaces (element, L) {
  const items = [...element.querySelectorAll('li[data-latitude]')]
  if (!items.length) return
  const { canvas } = frame(element, `${element.dataset.label}. Use the arrow keys to move and plus and minus to zoom.`)
  const map = L.map(canvas, { zoomAnimation: false, fadeAnimation: false })
  background(element, map, L)
  const points = items.map((item) => {
    const point = [Number(item.dataset.latitude), Number(item.dataset.longitude)]
    const here = item.hasAttribute('data-here')
    const marker = L.marker(point, { icon: pin(L, !here), alt: item.textContent.trim(), title: item.textContent.trim() })
    marker.bindPopup(escaped(item.textContent.trim())).addTo(map)
    return point
  })
  if (points.length === 1) map.setView(points[0], ZOOM_OF_A_STREET)
  else map.fitBounds(points, { padding: [30, 30], maxZoom: ZOOM_OF_A_STREET })
}

function pickPlace (element, L) {
  const latitude = element.querySelector('[data-map-latitude]')
  const longitude = element.querySelector('[data-map-longitude]')
  const { box, canvas } = frame(element, 'Map. Use the arrow keys to move the map under the cross, plus and minus to zoom.')
  const cross = document.createElement('div')
  cross.className = 'hub-map__cross'
  box.append(cross)
  const map = L.map(canvas, { zoomAnimation: false, fadeAnimation: false })
  background(element, map, L)
  const start = [Number(latitude.value || element.dataset.latitude), Number(longitude.value || element.dataset.longitude)]
  map.setView(start, latitude.value ? ZOOM_OF_A_STREET : Number(element.dataset.zoom))

  const said = document.createElement('p')
  said.className = 'govuk-body hub-map__said'
  said.setAttribute('role', 'status')
  const tools = document.createElement('div')
  tools.className = 'hub-map__tools'
  let marker = null

  function place (point, words) {
    if (marker) marker.setLatLng(point)
    else marker = L.marker(point, { icon: pin(L), alt: 'The place you chose', keyboard: false }).addTo(map)
    latitude.value = point.lat.toFixed(FIVE_DECIMALS)
    longitude.value = point.lng.toFixed(FIVE_DECIMALS)
    said.textContent = words || `Pin at ${point.lat.toFixed(4)} north, ${Math.abs(point.lng).toFixed(4)} ${point.lng < 0 ? 'west' : 'east'}.`
    remove.hidden = false
    element.dispatchEvent(new CustomEvent('hub:place', { bubbles: true, detail: { latitude: point.lat, longitude: point.lng } }))
  }

  function tool (text, act) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary'
    button.textContent = text
    button.addEventListener('click', act)
    tools.append(button)
    return button
  }

  tool('Put the pin at the cross', () => place(map.getCenter()))
  if (navigator.geolocation && window.isSecureContext) {
    tool('Use where I am', () => {
      said.textContent = 'Looking for where you are.'
      navigator.geolocation.getCurrentPosition((found) => {
        const point = L.latLng(found.coords.latitude, found.coords.longitude)
        map.setView(point, ZOOM_OF_A_STREET)
        place(point)
      }, () => { said.textContent = 'Your browser could not tell where you are. Use the map or the box above.' }, { timeout: 10000 })
    })
  }
  const remove = tool('Take the pin away', () => {
    marker.remove()
    marker = null
    latitude.value = longitude.value = ''
    said.textContent = 'No pin on the map.'
    remove.hidden = true
  })
  remove.hidden = true
  box.after(tools, said)
  map.on('click', (event) => place(event.latlng))
  if (latitude.value && longitude.value) place(L.latLng(start))

  // A screen that finds an address for the typed words moves the map by this event.
  element.addEventListener('hub:look-at', (event) => {
    const point = L.latLng(event.detail.latitude, event.detail.longitude)
    map.setView(point, ZOOM_OF_A_STREET)
    place(point, event.detail.words)
  })
}

export function startMap (element, L) {
  if (element.dataset.started) return
  element.dataset.started = 'yes'
  if (element.dataset.hubMap === 'pick') pickPlace(element, L)
  else showPlaces(element, L)
}
