/**
 * <arch-diagram name="rate-limiter" scenario="redis-hangs">: a live architecture diagram on any page. It shows the poster and
 * swaps in the frame when it is clicked, or when it comes into view with autoplay. A classic script without dependencies; it
 * needs no inline style or script, so a strict content security policy has to allow this site in script-src, img-src
 * and frame-src only.
 *
 * Attributes: name (which diagram), scenario, seed, theme (light, dark), speed, controls (min, full, none), panel (none, trace, code), motion (reduce),
 * autoplay, without, label, height (in pixels; else the frame is as high as its diagram needs); select, request, duration, settle, unhealed; do and set (what is done, and parameters, separated by spaces: `crash:redis@3000 heal:redis@6000`), at
 * (the moment to stand at, in milliseconds of the run).
 * Events: `arch-diagram` with the messages of the frame as detail. Methods: `send(type, payload)` to the frame.
 */
;(() => {
  const site = new URL('.', /** @type {HTMLScriptElement} */ (document.currentScript).src)
  const PASSED = [
    'scenario',
    'seed',
    'theme',
    'speed',
    'controls',
    'panel',
    'motion',
    'without',
    'at',
    'select',
    'request',
    'duration',
    'settle',
    'unhealed',
  ]
  /** Attributes that hold several values. */
  const LISTED = ['do', 'set']
  const SOURCE = 'boxes-and-arrows'

  class ArchDiagram extends HTMLElement {
    static observedAttributes = ['name', ...PASSED, ...LISTED]

    /** @type {MessagePort | null} */
    port = null

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: 'open' })
      this.poster()
    }

    /** A frame ends with its place in the page: an element that is put elsewhere is a poster again. */
    disconnectedCallback() {
      this.seen?.disconnect()
      this.talk?.abort()
      this.port?.close()
      this.port = null
      this.frame = undefined
    }

    attributeChangedCallback() {
      if (this.shadowRoot && !this.frame) this.poster()
    }

    /** Shows the poster: a picture that is a link, and works without anything else. */
    poster() {
      this.style.display ||= 'block'
      const id = (this.getAttribute('name') ?? '').replaceAll(/[^a-z0-9-]/g, '')
      const query = new URLSearchParams()
      for (const name of PASSED) if (this.hasAttribute(name)) query.set(name, this.getAttribute(name) ?? '')
      for (const name of LISTED) {
        for (const value of (this.getAttribute(name) ?? '').split(/\s+/)) if (value) query.append(name, value)
      }
      this.address = new URL(`embed/${id}/?${query}`, site)
      const link = document.createElement('a')
      link.href = new URL(`d/${id}/?${query}`, site).href
      link.target = '_blank'
      link.rel = 'noopener'
      link.title = 'Run it live'
      const image = document.createElement('img')
      const theme = this.getAttribute('theme')
      // Below so many pixels the wide picture could not be read.
      const size = this.getBoundingClientRect().width < 480 ? '-compact' : ''
      const file = (/** @type {string} */ end) => new URL(`architecture/${id}${size}${end}.svg`, site).href
      const picture = document.createElement('picture')
      if (theme !== 'light' && theme !== 'dark') {
        const media = '(prefers-color-scheme: dark)'
        picture.append(Object.assign(document.createElement('source'), { srcset: file('-dark'), media }))
      }
      image.src = file(theme === 'dark' ? '-dark' : '')
      image.alt = `${this.getAttribute('label') ?? id}: architecture diagram. Run it live.`
      image.loading = 'lazy'
      image.addEventListener('error', () => this.unknown(id))
      Object.assign(image.style, { display: 'block', width: '100%', height: 'auto', borderRadius: '8px' })
      picture.append(image)
      // Below the picture, where it hides no box.
      const play = Object.assign(document.createElement('span'), { textContent: '▶\u2002Run it live' })
      Object.assign(play.style, {
        display: 'inline-block',
        margin: '8px 0 0',
        padding: '10px 18px',
        borderRadius: '8px',
        border: '1px solid #777',
        background: '#1a1d21',
        color: '#fff',
        font: '600 15px system-ui',
      })
      link.style.textDecoration = 'none'
      link.append(picture, play)
      link.addEventListener('click', (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        this.live()
      })
      this.shadowRoot?.replaceChildren(link)
      this.seen?.disconnect()
      if (!this.hasAttribute('autoplay')) return
      this.seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && this.live(), { threshold: 0.4 })
      this.seen.observe(this)
    }

    /**
     * Says that there is no such diagram, and where to see which there are.
     * @param {string} id
     */
    unknown(id) {
      const card = document.createElement('p')
      const link = Object.assign(document.createElement('a'), { href: site.href, textContent: 'See which there are' })
      card.append(`There is no architecture diagram “${id.slice(0, 40)}” here. `, link, '.')
      Object.assign(card.style, {
        margin: '0',
        padding: '24px',
        border: '1px solid',
        borderRadius: '8px',
        font: '15px system-ui',
      })
      this.seen?.disconnect()
      this.shadowRoot?.replaceChildren(card)
    }

    /** Swaps in the frame and greets it until it answers. */
    live() {
      if (this.frame || !this.address) return
      this.seen?.disconnect()
      const asked = Number(this.getAttribute('height'))
      const high = (/** @type {number} */ pixels) => {
        frame.style.height = `${Math.min(2000, Math.max(240, pixels))}px`
      }
      const frame = document.createElement('iframe')
      // Who is to stand at a moment does not play on.
      this.address.searchParams.set(...(this.hasAttribute('at') ? ['ctl', '0'] : ['autoplay', '1']))
      frame.src = this.address.href
      frame.title = this.getAttribute('label') ?? this.getAttribute('name') ?? 'Architecture diagram'
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups')
      frame.allow = 'fullscreen'
      Object.assign(frame.style, { display: 'block', width: '100%', border: '0' })
      high(asked || Math.max(320, this.getBoundingClientRect().height))
      this.frame = frame
      this.shadowRoot?.replaceChildren(frame)
      const talk = new AbortController()
      this.talk = talk
      const greet = () => frame.contentWindow?.postMessage({ source: SOURCE, v: 1, type: 'hello' }, site.origin)
      // Without an end: who asked for less motion presses play in the frame, whenever that may be.
      const greeting = setInterval(greet, 500)
      talk.signal.addEventListener('abort', () => clearInterval(greeting))
      const answered = (/** @type {MessageEvent} */ { data, origin, source, ports }) => {
        if (source !== frame.contentWindow || origin !== site.origin || data?.source !== SOURCE) return
        const [port] = ports
        if (port === undefined) return
        talk.abort()
        this.port = port
        const tell = (/** @type {unknown} */ detail) =>
          this.dispatchEvent(new CustomEvent('arch-diagram', { detail, bubbles: true }))
        port.onmessage = ({ data: said }) => {
          if (said.type === 'resize' && !asked && said.payload.height > 0) high(said.payload.height)
          tell(said)
        }
        tell(data)
      }
      addEventListener('message', answered, { signal: talk.signal })
    }

    /** @param {string} type @param {unknown} [payload] @param {string} [id] */
    send(type, payload, id) {
      this.port?.postMessage({ source: SOURCE, v: 1, type, payload, id })
    }
  }

  if (!customElements.get('arch-diagram')) customElements.define('arch-diagram', ArchDiagram)
})()
